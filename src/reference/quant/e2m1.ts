/** The 16 values of a 4-bit float E2M1, doubled so that all are integers (OCP Microscaling Formats 1.0, section 5.3.3). */
export const E2M1_DOUBLED: readonly number[] = [0, 1, 2, 3, 4, 6, 8, 12, -0, -1, -2, -3, -4, -6, -8, -12];
