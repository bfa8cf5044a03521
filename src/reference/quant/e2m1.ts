/** The 16 values of a 4-bit float E2M1, doubled so that all are integers (OCP Microscaling Formats 1.0, section 5.3.3). */
export const E2M1_DOUBLED: readonly number[] = [0, 1, 2, 3, 4, 6, 8, 12, -0, -1, -2, -3, -4, -6, -8, -12];

/** The code whose value in E2M1_DOUBLED is nearest to `doubled`; ties to the smaller magnitude, and zero has no sign. */
export function nearestE2m1(doubled: number): number {
  const magnitude = Math.abs(doubled);
  let code = 0;
  while (code < 7 && magnitude > ((E2M1_DOUBLED[code] as number) + (E2M1_DOUBLED[code + 1] as number)) / 2) code++;
  return code > 0 && doubled < 0 ? code | 8 : code;
}
