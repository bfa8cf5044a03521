export interface FuzzFlags {
  readonly time: string;
}
export function fuzz(_t: string | undefined, _f: FuzzFlags, _h: unknown): Promise<0> {
  return Promise.resolve(0);
}
