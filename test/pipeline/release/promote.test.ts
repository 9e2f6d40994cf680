import { describe, expect, it } from "vitest";
import { promoteCommand } from "../../../pipeline/release/commands/promote.ts";
import { ask } from "../cli/ask.ts";
import { calm, contract, final, good, type Hosts, passing, worldOf } from "./setting.ts";

const promote = (hosts: Hosts, ...args: string[]) =>
  ask(["promote", "--environment", "production", "--sha", good, ...args], {
    contract,
    commands: [promoteCommand(worldOf([], hosts))],
  });

describe("promote", () => {
  it("gives every service's release the traffic, in order", async () => {
    const hosts = calm();
    const { code, out } = await promote(hosts);
    expect(code, out).toBe(0);
    expect(hosts.did).toEqual(["azure-functions to 222", "vercel to 222"]);
  });

  it("takes one service where one is named, and refuses one that there is not", async () => {
    const hosts = calm();
    expect((await promote(hosts, "--service", "frontend")).code).toBe(0);
    expect(hosts.did).toEqual(["vercel to 222"]);
    const { code, err } = await promote(hosts, "--service", "mobile");
    expect(code).toBe(2);
    expect(err).toContain("It has: backend, frontend.");
  });

  it("tries again what may pass, and stops at what does not", async () => {
    const hosts = { ...calm(), refusals: { "azure-functions": [passing()], vercel: [final()] } };
    const { code, out } = await promote(hosts);
    expect(code).toBe(1);
    expect(hosts.did).toEqual(["azure-functions to 222"]);
    expect(out).toContain("frontend on vercel: COULD NOT");
  });

  it("has nothing to do where the contract declares no service", async () => {
    const { code, err } = await ask(["promote", "--environment", "staging", "--sha", good], {
      contract,
      commands: [promoteCommand(worldOf([], calm()))],
    });
    expect(code).toBe(2);
    expect(err).toContain("declares no service in staging");
  });
});
