import { describe, expect, it } from "vitest";
import { Dns, type DnsArgs } from "../../components/dns/index.ts";
import type { DnsRecord } from "../../components/dns/records.ts";
import { existingZone } from "../../components/dns/zone.ts";
import { declareInSandbox } from "./in-sandbox.ts";
import { every, only, record } from "./recording.ts";

const tags = { application: "app" };
const site: DnsRecord = { name: "app.example", type: "A", values: ["192.0.2.1", "192.0.2.2"] };
const api: DnsRecord = { name: "api.app.example", type: "CNAME", values: ["app-prod.host.example"] };
const args: DnsArgs = {
  zone: "app.example",
  records: [site, api],
  certificateAuthorities: ["letsencrypt.org", "digicert.com"],
  tags,
};

const kinds = { zone: "aws:route53/zone:Zone", record: "aws:route53/record:Record" };
const getZone = "aws:route53/getZone:getZone";

function declared(change: Partial<DnsArgs>) {
  return record(async () => new Dns("dns", { ...args, ...change }));
}

describe("DNS", () => {
  it("makes the zone where it is not there, never emptied to be deleted", async () => {
    const registrations = await declared({});
    expect(only(registrations, kinds.zone).inputs).toEqual({
      name: "app.example",
      comment: "Managed by Gatehouse",
      forceDestroy: false,
      tags,
    });
  });

  it("leads each name to its host, in a zone that is there already", async () => {
    const registrations = await declared({ zoneId: "Z1" });
    expect(every(registrations, kinds.zone)).toEqual([]);
    expect(every(registrations, kinds.record).map(({ name, inputs }) => [name, inputs])).toEqual([
      [
        "dns-api.app.example-cname",
        {
          zoneId: "Z1",
          name: "api.app.example",
          type: "CNAME",
          ttl: 300,
          records: ["app-prod.host.example"],
        },
      ],
      [
        "dns-app.example-a",
        { zoneId: "Z1", name: "app.example", type: "A", ttl: 300, records: ["192.0.2.1", "192.0.2.2"] },
      ],
      [
        "dns-issuers",
        {
          zoneId: "Z1",
          name: "app.example",
          type: "CAA",
          ttl: 300,
          records: ['0 issue "letsencrypt.org"', '0 issue "digicert.com"'],
        },
      ],
    ]);
  });

  it("leaves certificates of a zone that is there already to whoever keeps it, where none are named", async () => {
    const registrations = await declared({ zoneId: "Z1", certificateAuthorities: [] });
    expect(every(registrations, kinds.record).map(({ inputs }) => inputs["type"])).toEqual(["CNAME", "A"]);
    await expect(declared({ certificateAuthorities: [] })).rejects.toThrow(/made without an authority/);
  });

  it.each<[string, Partial<DnsArgs>, RegExp]>([
    [
      "a name of another zone",
      { records: [{ ...api, name: "api.other.example" }] },
      /does not lie in the zone app\.example/,
    ],
    [
      "a name that only ends alike",
      { records: [{ ...api, name: "myapp.example" }] },
      /does not lie in the zone/,
    ],
    ["a CNAME at the zone itself", { records: [{ ...api, name: "app.example" }] }, /Use an A record/],
    ["a CNAME beside another", { records: [api, { ...site, name: api.name }] }, /A CNAME stands alone/],
    ["a CNAME to two hosts", { records: [{ ...api, values: ["a.example", "b.example"] }] }, /has 2 values/],
    ["a record given twice", { records: [site, site] }, /is given twice/],
    ["a record without a value", { records: [{ ...site, values: [] }] }, /has no value/],
    ["an authority by its name", { certificateAuthorities: ["Let's Encrypt"] }, /not known by its domain/],
  ])("refuses %s", async (_, change, words) => {
    await expect(declared(change)).rejects.toThrow(words);
  });

  it("goes up in the sandbox in a zone of its own, and down again", async () => {
    const { resources, takeDown } = await declareInSandbox(() => new Dns("dns", args));
    expect(resources.map(({ name }) => name).sort()).toEqual([
      "dns-api.app.example-cname",
      "dns-app.example-a",
      "dns-issuers",
      "dns-zone",
    ]);
    expect(resources.filter((one) => one.protected).map(({ name }) => name)).toEqual(["dns-zone"]);
    takeDown();
  });

  it("goes up in the sandbox in a zone that is there, and writes over nothing", async () => {
    const inAcme = { ...args, zone: "acme.example", records: [{ ...site, name: "acme.example" }] };
    const { resources } = await declareInSandbox(
      async () => new Dns("dns", { ...inAcme, zoneId: await existingZone("acme.example") }),
    );
    expect(resources.length).toBe(2);
    const twice = declareInSandbox(async () => {
      const zoneId = await existingZone("acme.example");
      return [new Dns("dns", { ...inAcme, zoneId }), new Dns("more", { ...inAcme, zoneId })];
    });
    await expect(twice).rejects.toThrow(/Tried to create resource record set .* but it already exists/);
  });
});

describe("a zone that is there already", () => {
  function lookUp(answer: () => Record<string, unknown>): Promise<unknown> {
    return record(async () => expect(await existingZone("app.example")).toBe("Z1"), { [getZone]: answer });
  }
  const failing = (reason: string) => () => {
    throw new Error(reason);
  };

  it("is found by its name", async () => {
    await lookUp(() => ({ zoneId: "Z1" }));
  });

  it.each([
    [
      "no matching Route 53 Hosted Zone found",
      /dns\.manage is "existing".*has no public DNS zone app\.example\. Set it to "create"/,
    ],
    [
      "multiple Route 53 Hosted Zones matched; use additional constraints",
      /has several public DNS zones app\.example/,
    ],
    ["AccessDenied", /AccessDenied/],
  ])("is told apart from %j", async (reason, words) => {
    await expect(lookUp(failing(reason))).rejects.toThrow(words);
  });
});
