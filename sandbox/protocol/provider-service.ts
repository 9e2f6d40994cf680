import { type CheckRequest, checkInputs } from "./check.ts";
import { type Difference, diffInputs } from "./diff.ts";
import { nearest } from "./nearest.ts";
import type { CheckFailure, CloudProvider, Live, Properties, ResourceType, Value } from "./resource-type.ts";
import { equal, isEmpty, isEmptyCollection, unknownValue, withoutNulls } from "./values.ts";

/** A provider's operations as the engine asks for them, on plain values. All may throw a `CloudError`. */
export interface ProviderService {
  check(type: string, request: CheckRequest): { inputs: Properties; failures: CheckFailure[] };
  diff(type: string, name: string, olds: Properties, news: Properties): Difference;
  create(type: string, inputs: Properties, preview: boolean): { id: string; state: Properties };
  read(type: string, id: string, known: Live): Live | undefined;
  update(type: string, id: string, inputs: Properties, old: Properties, preview: boolean): Properties;
  delete(type: string, id: string, state: Properties): void;
  invoke(token: string, args: Properties): Properties;
}

export function serviceOf(provider: CloudProvider): ProviderService {
  const types = new Map(provider.types.map((type) => [type.token, type]));
  const functions = new Map(provider.functions.map((entry) => [entry.token, entry]));

  function typeOf(token: string): ResourceType {
    const type = types.get(token);
    if (!type) throw new Error(notServed(provider, "resource type", token, [...types.keys()]));
    return type;
  }

  return {
    check: (token, request) => checkInputs(typeOf(token), request),
    diff: (token, name, olds, news) =>
      diffInputs(typeOf(token), name, olds, news, provider.deletesFirst ?? "same-name"),
    create(token, inputs, preview) {
      const type = typeOf(token);
      if (preview) return { id: "", state: previewOf(type, inputs) };
      const { id, outputs } = type.create(inputs);
      return { id, state: { ...inputs, ...outputs } };
    },
    read(token, id, known) {
      const type = typeOf(token);
      const live = type.read(id, known.outputs);
      return live && asRefreshed(type, live, known);
    },
    update(token, id, inputs, old, preview) {
      const type = typeOf(token);
      if (preview) return { ...computedOf(type, inputs, old), ...inputs };
      return { ...inputs, ...type.update(id, inputs, old) };
    },
    delete: (token, id, state) => typeOf(token).delete(id, state),
    invoke(token, args) {
      const called = functions.get(token);
      if (!called) throw new Error(notServed(provider, "function", token, [...functions.keys()]));
      return called.call(withoutNulls(args));
    },
  };
}

function notServed(provider: CloudProvider, kind: string, token: string, served: string[]): string {
  const meant = nearest(token, served);
  return (
    `The sandbox's ${provider.name} provider does not serve the ${kind} ${token}.` +
    (meant ? ` Did you mean ${meant}?` : "") +
    ` It must be added to sandbox/${provider.name}/, or the stack run with real credentials.`
  );
}

/** What a create will answer, as far as that is known before the cloud was asked. */
function previewOf(type: ResourceType, inputs: Properties): Properties {
  const state = { ...inputs };
  for (const property of type.computed) state[property] ??= unknownValue;
  return state;
}

/** What an update leaves as it is: the outputs that are no inputs. */
function computedOf(type: ResourceType, inputs: Properties, old: Properties): Properties {
  const kept = type.computed.filter((property) => !(property in inputs) && property in old);
  return Object.fromEntries(kept.map((property) => [property, old[property] ?? null]));
}

/**
 * The inputs of a refresh are those that the program had given, at their present value, and those that somebody else
 * has set since. An import has no program yet: there every input that says something counts.
 */
function asRefreshed(type: ResourceType, live: Live, known: Live): Live {
  const outputs = { ...live.inputs, ...live.outputs };
  const inputs: Properties = {};
  const imported = Object.keys(known.outputs).length === 0;
  for (const [property, value] of Object.entries(live.inputs)) {
    if (
      property in known.inputs ||
      (imported ? saysSomething(value) : wasSetSince(type, property, live, known))
    ) {
      inputs[property] = value;
    }
  }
  for (const { property } of type.blindSpots ?? []) {
    keepLastKnown(inputs, known.inputs, property);
    keepLastKnown(outputs, known.outputs, property);
  }
  return { ...(live.id !== undefined && { id: live.id }), inputs, outputs };
}

function saysSomething(value: Value): boolean {
  return value !== null && value !== "" && !isEmptyCollection(value);
}

function wasSetSince(type: ResourceType, property: string, live: Live, known: Live): boolean {
  const value = live.inputs[property] ?? null;
  const last = known.outputs[property];
  if (last !== undefined) return !equal(value, last);
  return !isEmpty(value) && !equal(value, type.inputs[property]?.default);
}

function keepLastKnown(target: Properties, last: Properties, property: string): void {
  const value = last[property];
  if (value !== undefined) target[property] = value;
}
