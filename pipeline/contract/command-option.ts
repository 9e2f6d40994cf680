/** An option of a command of the runtime. */
export interface CommandOption<
  Type extends "string" | "boolean" = "string" | "boolean",
  Multiple extends boolean = boolean,
  Required extends boolean = boolean,
> {
  readonly type: Type;
  /** What its value is called in the help, for example `FILE`. */
  readonly value?: string;
  readonly help: string;
  /** Whether it may be given more than once. */
  readonly multiple: Multiple;
  readonly required: Required;
}

/** An option with a value. */
export function text<Required extends boolean = false>(
  value: string,
  help: string,
  required?: Required,
): CommandOption<"string", false, Required>;
export function text(value: string, help: string, required = false): CommandOption<"string", false, boolean> {
  return { type: "string", value, help, multiple: false, required };
}

/** An option that may be given more than once. */
export function list(value: string, help: string): CommandOption<"string", true, false> {
  return { type: "string", value, help, multiple: true, required: false };
}

/** An option without a value. */
export function flag(help: string): CommandOption<"boolean", false, false> {
  return { type: "boolean", help, multiple: false, required: false };
}
