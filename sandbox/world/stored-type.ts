import {
  type AutoName,
  type BlindSpot,
  type CheckFailure,
  CloudError,
  type InputRule,
  type Properties,
  type ResourceType,
} from "../protocol/resource-type.ts";
import { equal } from "../protocol/values.ts";
import type { Cloud } from "./world.ts";

/** A resource as a cloud's document keeps it. */
export interface Stored {
  inputs: Properties;
  outputs: Properties;
}

/** The part of a cloud's document that holds resources: by type token, then by id. */
export interface StoredDocument {
  resources: Record<string, Record<string, Stored>>;
}

/** What is known while a resource is created or changed. */
export interface Change<Document> {
  document: Document;
  id: string;
  inputs: Properties;
  /** The resource as it was; undefined while it is created. */
  old?: Stored;
}

/** What sets one resource type apart from others whose cloud keeps what it is given. */
export interface StoredTypeRules<Document extends StoredDocument> {
  token: string;
  inputs: Record<string, InputRule>;
  computed: string[];
  autoName?: AutoName;
  blindSpots?: BlindSpot[];
  check?(inputs: Properties, unknown: ReadonlySet<string>): CheckFailure[];
  /** The id, where the inputs alone decide it. */
  idOf?(inputs: Properties, document: Document): string;
  /** A new id, where the cloud makes one up. One of `idOf` and `newId` must be given. */
  newId?(inputs: Properties): string;
  /** Whether inputs describe the same thing, where the cloud makes up ids. Default: all inputs are equal. */
  same?(left: Properties, right: Properties): boolean;
  /**
   * What a create does when the thing exists: refuse with this error. Without it, a create overwrites what has its
   * id (as a PUT does), and makes another one where ids are made up.
   */
  taken?(change: Change<Document>): CloudError;
  /** A create with made-up ids answers the existing one instead of making another. */
  joins?: true;
  /** Throws where the cloud refuses a create or an update. */
  admit?(change: Change<Document>): void;
  /** What the cloud adds. Every name in `computed` must be among it. */
  outputs(change: Change<Document>): Properties;
  /** Consequences of a create or an update elsewhere in the document. */
  settle?(change: Change<Document>): void;
  /** Throws where the cloud refuses to delete, or undoes consequences. */
  release?(change: Change<Document> & { old: Stored }): void;
  /** What of the inputs the cloud keeps in readable form. Default: all. */
  keep?(inputs: Properties): Properties;
  /** The inputs that a read answers, from what is kept and the last known state. Default: what is kept. */
  recall?(kept: Properties, state: Properties): Properties;
}

/** Makes a resource type of which the cloud keeps the inputs as given. */
export function storedType<Document extends StoredDocument>(
  cloud: Cloud<Document>,
  rules: StoredTypeRules<Document>,
): ResourceType {
  const { token } = rules;
  const all = (document: Document): Record<string, Stored> => document.resources[token] ?? {};

  function existing(inputs: Properties, document: Document): string | undefined {
    if (rules.idOf) {
      const id = rules.idOf(inputs, document);
      return id in all(document) ? id : undefined;
    }
    const same = rules.same ?? ((left: Properties, right: Properties) => equal(left, right));
    const kept = rules.keep?.(inputs) ?? inputs;
    const found = Object.entries(all(document)).filter(([, stored]) => same(stored.inputs, kept));
    // Two that look alike cannot be told apart: better none than the wrong one.
    return found.length === 1 ? found[0]?.[0] : undefined;
  }

  function idFor(inputs: Properties, document: Document, found: string | undefined): string {
    if (rules.idOf) return rules.idOf(inputs, document);
    if (found !== undefined && rules.joins) return found;
    if (!rules.newId) throw new Error(`${token} states neither idOf nor newId`);
    return rules.newId(inputs);
  }

  function put(change: Change<Document>): Properties {
    rules.admit?.(change);
    const outputs = rules.outputs(change);
    const kept = rules.keep?.(change.inputs) ?? change.inputs;
    const ofType = change.document.resources[token] ?? {};
    ofType[change.id] = { inputs: kept, outputs };
    change.document.resources[token] = ofType;
    rules.settle?.(change);
    return outputs;
  }

  return {
    token,
    inputs: rules.inputs,
    computed: rules.computed,
    ...(rules.autoName && { autoName: rules.autoName }),
    ...(rules.blindSpots && { blindSpots: rules.blindSpots }),
    ...(rules.check && { check: rules.check }),
    create: (inputs) =>
      cloud.change((document) => {
        const found = existing(inputs, document);
        if (found !== undefined && rules.taken) throw rules.taken({ document, id: found, inputs });
        const id = idFor(inputs, document, found);
        return { id, outputs: put({ document, id, inputs }) };
      }),
    read(id, state) {
      const stored = all(cloud.read())[id];
      if (!stored) return undefined;
      return { inputs: rules.recall?.(stored.inputs, state) ?? stored.inputs, outputs: stored.outputs };
    },
    update: (id, inputs) =>
      cloud.change((document) => {
        const old = all(document)[id];
        if (!old) throw new CloudError(404, `updating ${token} (${id}): it does not exist any more`);
        return put({ document, id, inputs, old });
      }),
    delete: (id) =>
      cloud.change((document) => {
        const old = all(document)[id];
        if (!old) return;
        rules.release?.({ document, id, inputs: old.inputs, old });
        delete document.resources[token]?.[id];
      }),
    find: (inputs) => existing(inputs, cloud.read()),
  };
}

/** The inputs of a type, by name. `replaces` must name inputs that are listed. */
export function inputRules(names: {
  required?: string;
  optional?: string;
  replaces?: string;
  defaults?: Properties;
}): Record<string, InputRule> {
  const rules: Record<string, InputRule> = {};
  for (const name of words(names.optional)) rules[name] = {};
  for (const name of words(names.required)) rules[name] = { required: true };
  for (const name of words(names.replaces)) rules[name] = { ...rules[name], replaces: true };
  for (const [name, value] of Object.entries(names.defaults ?? {})) {
    rules[name] = { ...rules[name], default: value };
  }
  return rules;
}

/** The words of a text: a short way to write a list of names. */
export function words(text = ""): string[] {
  return text.split(/\s+/).filter(Boolean);
}
