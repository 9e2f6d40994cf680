import { describe, expect, it } from "vitest";
import { openers } from "../accounts.ts";
import { deploymentOf, temporaryFolder } from "../cloud.ts";

const zone = "aws:route53/zone:Zone";
const record = "aws:route53/record:Record";
const getZone = "aws:route53/getZone:getZone";

function account() {
  const aws = deploymentOf(openers.aws(temporaryFolder()));
  const existing = String(aws.invoke(getZone, { name: "acme.example" })["zoneId"]);
  return { aws, existing };
}

describe("a zone", () => {
  it("is found by name and by id, with the name servers that it was given", () => {
    const { aws } = account();
    const { id, state } = aws.create(zone, { name: "app.example" });
    expect(id).toMatch(/^Z[0-9A-F]{20}$/);
    expect(state["zoneId"]).toBe(id);
    expect(aws.invoke(getZone, { name: "app.example." })).toMatchObject({
      zoneId: id,
      nameServers: state["nameServers"],
      resourceRecordSetCount: 2,
    });
    expect(aws.invoke(getZone, { zoneId: id })["name"]).toBe("app.example");
  });

  it("may be there twice, and is then no answer", () => {
    const { aws } = account();
    aws.create(zone, { name: "acme.example" });
    expect(() => aws.invoke(getZone, { name: "acme.example" })).toThrow(
      "multiple Route 53 Hosted Zones matched",
    );
    expect(() => aws.invoke(getZone, { name: "other.example" })).toThrow(
      "no matching Route 53 Hosted Zone found",
    );
  });

  it("is not deleted while it holds records, unless forceDestroy takes them along", () => {
    const { aws } = account();
    const kept = aws.create(zone, { name: "kept.example" });
    const forced = aws.create(zone, { name: "forced.example", forceDestroy: true });
    const www = (zoneId: string) => ({ zoneId, name: "www", type: "A", ttl: 60, records: ["192.0.2.1"] });
    const there = aws.create(record, www(kept.id));
    const gone = aws.create(record, www(forced.id));
    expect(() => aws.delete(zone, kept)).toThrow(/StatusCode: 400, HostedZoneNotEmpty/);
    aws.delete(zone, forced);
    expect(aws.read(record, gone.id)).toBeUndefined();
    aws.delete(record, there);
    aws.delete(zone, kept);
  });
});

describe("a record", () => {
  const www = { name: "www.acme.example", type: "CNAME", ttl: 300, records: ["site.host.example"] };

  it("lies in a zone, and a name that does not end in it has the zone put behind it", () => {
    const { aws, existing } = account();
    const made = aws.create(record, { ...www, zoneId: existing });
    expect(made.id).toBe(`${existing}_www.acme.example_CNAME`);
    expect(made.state["fqdn"]).toBe("www.acme.example");
    const short = aws.create(record, { ...www, name: "api", zoneId: existing });
    expect(short.state["fqdn"]).toBe("api.acme.example");
    const foreign = aws.create(record, { ...www, name: "www.other.example", zoneId: existing });
    expect(foreign.state["fqdn"]).toBe("www.other.example.acme.example");
    expect(() => aws.create(record, { ...www, zoneId: "ZGHOST" })).toThrow(
      /NoSuchHostedZone: No hosted zone found with ID: ZGHOST/,
    );
  });

  it("is not written over unless somebody asks for it; NS and SOA come with the zone", () => {
    const { aws, existing } = account();
    aws.create(record, { ...www, zoneId: existing });
    expect(() => aws.create(record, { ...www, zoneId: existing })).toThrow(
      /InvalidChangeBatch: \[Tried to create resource record set \[name='www\.acme\.example\.', type='CNAME'\] but it already exists\]/,
    );
    const other = { ...www, zoneId: existing, records: ["other.host.example"] };
    expect(aws.create(record, { ...other, allowOverwrite: true }).state["records"]).toEqual([
      "other.host.example",
    ]);
    const servers = { zoneId: existing, name: "acme.example", type: "NS", ttl: 60, records: ["ns.example"] };
    expect(() => aws.create(record, servers)).toThrow(/already exists/);
  });

  it("is no CNAME at the zone itself or beside another", () => {
    const { aws, existing } = account();
    expect(() => aws.create(record, { ...www, name: "acme.example", zoneId: existing })).toThrow(
      /RRSet of type CNAME with DNS name acme\.example\. is not permitted at apex in zone acme\.example\./,
    );
    const address = {
      zoneId: existing,
      name: "www.acme.example",
      type: "A",
      ttl: 60,
      records: ["192.0.2.1"],
    };
    const there = aws.create(record, address);
    expect(() => aws.create(record, { ...www, zoneId: existing })).toThrow(
      /as it conflicts with other records/,
    );
    aws.delete(record, there);
    aws.create(record, { ...www, zoneId: existing });
    expect(() => aws.create(record, address)).toThrow(/conflicting RRSet of type CNAME .* already exists/);
  });

  it.each([
    [{ type: "A", records: ["site.host.example"] }, /ARRDATAIllegalIPv4Address/],
    [{ type: "AAAA", records: ["192.0.2.1"] }, /AAAARRDATAIllegalIPv6Address/],
    [{ type: "CAA", records: ["0 issue letsencrypt.org"] }, /CAARRDATAIllegalFormat/],
    [{ records: ["a.example", "b.example"] }, /must contain exactly one/],
    [{ records: [] }, /Invalid request/],
  ])("is refused with %j", (change, words) => {
    const { aws, existing } = account();
    expect(() => aws.create(record, { ...www, ...change, zoneId: existing })).toThrow(words);
  });

  it.each([
    [{ type: "ALIAS" }, /type to be one of/],
    [{ ttl: -1 }, /range \(0 - /],
    [{ ttl: null }, /all of `records,ttl` must be specified/],
    [{ records: null, ttl: null }, /one of `aliases,records` must be specified/],
  ])("is refused by the provider with %j", (change, words) => {
    const { aws, existing } = account();
    expect(aws.objections(record, { ...www, ...change, zoneId: existing })[0]).toMatch(words);
  });

  it("changes its kind where it stands", () => {
    const { aws, existing } = account();
    const made = aws.create(record, { ...www, zoneId: existing });
    const address = { ...www, zoneId: existing, type: "A", records: ["192.0.2.1"] };
    expect(aws.update(record, made, address)["records"]).toEqual(["192.0.2.1"]);
  });
});
