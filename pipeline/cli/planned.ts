import { commandOptions } from "../contract/commands.ts";

/** Whether workflows may write this command, built or not. */
export function isPlanned(name: string): boolean {
  return Object.hasOwn(commandOptions, name);
}

/** The commands of a subject: `check`, `age` and `leaks` of `secrets`. */
export function plannedBelow(subject: string): string[] {
  return Object.keys(commandOptions).flatMap((name) => {
    const [first, second] = name.split(" ");
    return first === subject && second !== undefined ? [second] : [];
  });
}
