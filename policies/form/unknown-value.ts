import { UnknownValueError } from "@pulumi/policy";

/** What the SDK throws when a policy reads an unknown value. The SDK exports the class but not its type. */
export const UnknownValue: new (mark: string, path: readonly string[]) => Error = UnknownValueError;
