/** softmax in place over x[0, n): e^(x − max) / Σ e^(x − max). The maximum keeps every exponential at or below 1. */
export function softmaxInPlace(x: Float64Array, n: number): void {
  let max = -Infinity;
  for (let i = 0; i < n; i++) max = Math.max(max, x[i] as number);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const e = Math.exp((x[i] as number) - max);
    x[i] = e;
    sum += e;
  }
  for (let i = 0; i < n; i++) x[i] = (x[i] as number) / sum;
}
