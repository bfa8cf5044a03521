export interface GateFlags { readonly cases: string }
export function gate(_t: string[], _f: GateFlags, _h: unknown): Promise<0> { return Promise.resolve(0); }
