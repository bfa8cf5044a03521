/** What a rule says of one template; where it stands is added by who asked. */
export interface TemplateProblem {
  readonly rule: string;
  readonly message: string;
}
