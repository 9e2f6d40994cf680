import type { Resource } from "./resource.ts";

/** Tells resources of some types from all others. */
export type TypeTest = (resource: Resource) => boolean;

/** Resources of exactly these type tokens. */
export function ofType(...tokens: readonly string[]): TypeTest {
  return ({ type }) => tokens.includes(type);
}

/** Resources of a module of Azure Native, which has each type in several API versions. */
export function ofAzureType(module: string, ...names: readonly string[]): TypeTest {
  const token = new RegExp(`^azure-native:${module}(/v\\w+)?:(${names.join("|")})$`);
  return ({ type }) => token.test(type);
}

/** Resources of any of the types. */
export function ofAny(...tests: readonly TypeTest[]): TypeTest {
  return (resource) => tests.some((test) => test(resource));
}
