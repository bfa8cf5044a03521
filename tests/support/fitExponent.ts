/** Rounds of measuring before a cost that looks steeper than it should is believed. */
const MAX_ROUNDS = 12;

/**
 * The exponent `k` of a cost that grows as `n^k`: the slope of a least-squares line through log n and log cost. Each cost is the best
 * of several runs, because other work on a machine only ever adds time; the sizes take turns, so that a busy spell does not fall on
 * one of them. Stops as soon as the exponent is below `enough`: more rounds could only bring a linear cost closer to 1.
 */
export function fitExponent(sizes: readonly number[], enough: number, cost: (n: number) => () => void): number {
  const actions = sizes.map(cost);
  const best = sizes.map(() => Infinity);
  let exponent = Infinity;
  for (let round = 0; round < MAX_ROUNDS && !(round >= 3 && exponent < enough); round++) {
    actions.forEach((action, i) => (best[i] = Math.min(best[i] as number, secondsOf(action))));
    exponent = fitPower(sizes, best);
  }
  return exponent;
}

/** The exponent `k` of costs that grow as `n^k`: the slope of a least-squares line through their logarithms. */
export function fitPower(sizes: readonly number[], costs: readonly number[]): number {
  return slope(sizes.map(Math.log), costs.map(Math.log));
}

/** Of the processor, not of the clock: waiting for another process costs nothing here. */
function secondsOf(action: () => void): number {
  const start = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(start);
  return Math.max(user + system, 1) / 1e6;
}

function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, value, i) => sum + (value - meanX) * ((y[i] as number) - meanY), 0);
  return covariance / x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
}
