import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { serviceOf } from "../../sandbox/protocol/provider-service.ts";
import type { CloudProvider, Live, Properties } from "../../sandbox/protocol/resource-type.ts";

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Deployed {
  id: string;
  state: Properties;
}

/** What the engine does with a provider, in its order: check before every create and update. */
export interface Deployment {
  create(type: string, inputs: Properties, name?: string): Deployed;
  update(type: string, deployed: Deployed, inputs: Properties): Properties;
  read(type: string, id: string, known?: Live): Live | undefined;
  delete(type: string, deployed: Deployed): void;
  invoke(token: string, args?: Properties): Properties;
  /** The reasons of `check`; empty when it has nothing against the inputs. */
  objections(type: string, inputs: Properties): string[];
  find(type: string, inputs: Properties): string | undefined;
}

export function deploymentOf(provider: CloudProvider): Deployment {
  const service = serviceOf(provider);
  const checked = (type: string, inputs: Properties, name = "it") =>
    service.check(type, { urn: `urn:${name}`, name, olds: {}, news: inputs, seed: new Uint8Array([1]) });

  function accepted(type: string, inputs: Properties, name?: string): Properties {
    const { inputs: filledIn, failures } = checked(type, inputs, name);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
    return filledIn;
  }

  return {
    create(type, inputs, name = "it") {
      const filledIn = accepted(type, inputs, name);
      const made = service.create(type, filledIn, false);
      // What a preview leaves open must be there afterwards, or programs wait for an output that never comes.
      const promised = Object.keys(service.create(type, filledIn, true).state);
      expect(Object.keys(made.state), type).toEqual(expect.arrayContaining(promised));
      // What a killed run left is imported: that must end where the create would have ended. A secret that its cloud
      // never shows again is the one exception.
      const imported = service.read(type, made.id, { inputs: {}, outputs: {} });
      const { changes } = service.diff(type, name, imported?.inputs ?? {}, filledIn);
      expect(
        Object.keys(changes).filter((path) => path !== "value"),
        `import of ${type}`,
      ).toEqual([]);
      return made;
    },
    update: (type, { id, state }, inputs) => service.update(type, id, accepted(type, inputs), state, false),
    read: (type, id, known = { inputs: {}, outputs: {} }) => service.read(type, id, known),
    delete: (type, { id, state }) => service.delete(type, id, state),
    invoke: (token, args = {}) => service.invoke(token, args),
    objections: (type, inputs) => checked(type, inputs).failures.map(({ reason }) => reason),
    find: (type, inputs) =>
      provider.types.find(({ token }) => token === type)?.find?.(accepted(type, inputs)),
  };
}

/** Changes a cloud's state file by hand, as somebody who clicks in its console. */
export function editByHand(folder: string, cloud: string, edit: (document: HandDocument) => void): void {
  const file = join(folder, `${cloud}.json`);
  const document: HandDocument = JSON.parse(readFileSync(file, "utf8"));
  edit(document);
  writeFileSync(file, JSON.stringify(document));
}

interface HandDocument {
  resources: Record<string, Record<string, { inputs: Properties; outputs: Properties }>>;
  objects: Record<string, string[]>;
}
