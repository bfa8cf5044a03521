/** Costs that a test of cost must reject, and one that it must not: each does its work in JavaScript, block by block. */
export function linear(n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += i & 1 ? i : 1;
  return sum;
}

export function quadratic(n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += linear(n >> 4);
  return sum;
}

export function slightlySuperlinear(n: number): number {
  return linear(Math.round(n ** 1.2));
}

/** Merging halves and sorting again in each merge: n · log² n. */
export function logSquared(n: number): number {
  let sum = 0;
  for (let width = 1; width < n; width *= 2) for (let inner = 1; inner < n; inner *= 2) sum += linear(n);
  return sum;
}
