import { describe, expect, it } from "vitest";
import { AzureFunctions } from "../../../components/services/azure-functions/index.ts";
import { urlOf } from "../../../components/services/service.ts";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { encryptedTransport as policy } from "../../../policies/services/encrypted-transport.ts";
import { record } from "../../components/recording.ts";
import { backend } from "../../components/services/backend.ts";
import { below, broken } from "../declared.ts";
import { changed, judgeStack, preview, resource, undecided, violations } from "../resources.ts";

const app: Properties = { httpsOnly: true, siteConfig: { minTlsVersion: "1.2", scmMinTlsVersion: "1.3" } };
const storage: Properties = { enableHttpsTrafficOnly: true, minimumTlsVersion: "TLS1_2" };
const denial = (more: Properties = {}): Value =>
  JSON.stringify({
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
        ...more,
      },
    ],
  });
const types = {
  app: "azure-native:web:WebApp",
  slot: "azure-native:web/v20240401:WebAppSlot",
  storage: "azure-native:storage:StorageAccount",
  check: "aws:route53/healthCheck:HealthCheck",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  topic: "aws:sns/topicPolicy:TopicPolicy",
  bucket: "aws:s3/bucketPolicy:BucketPolicy",
  webhook: "github:index/repositoryWebhook:RepositoryWebhook",
  doppler: "doppler:index/webhook:Webhook",
  vercel: "vercel:index/webhook:Webhook",
};
const judged = (type: string, properties: Properties) =>
  judgeStack(policy, [resource(type, "thing", properties)]);
const variable = (value: Value) =>
  resource("github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable", "v", {
    variableName: "API_URL",
    value,
  });

describe("what travels", () => {
  it.each<[string, Properties]>([
    [types.app, app],
    [types.slot, app],
    [types.storage, storage],
    [types.check, { type: "HTTPS" }],
    [types.check, { type: "CALCULATED" }],
    [types.subscription, { protocol: "email" }],
    [types.topic, { policy: denial() }],
    [types.bucket, { policy: denial({ Principal: { AWS: "*" } }) }],
    [types.webhook, { configuration: { url: "https://a.example", insecureSsl: false } }],
    [types.doppler, { url: "https://a.example" }],
    [types.vercel, { endpoint: "https://a.example" }],
  ])("passes over TLS: %s", (type, properties) => {
    expect(judged(type, properties)).toEqual([]);
  });

  it("S004-NET-01: declared services answer over HTTPS alone, at https addresses; plain HTTP is refused", async () => {
    let url: unknown;
    const registrations = await record(async () => {
      const service = new AzureFunctions("backend", backend());
      urlOf(service).apply((known) => {
        url = known;
      });
    });
    const declared = below(registrations, "gatehouse:components:AzureFunctions");
    const answering = declared.filter(({ type }) => /:(WebApp|WebAppSlot|StorageAccount)$/.test(type));
    expect(answering.map(({ type }) => type).sort()).toEqual([
      "azure-native:storage:StorageAccount",
      "azure-native:web:WebApp",
      "azure-native:web:WebAppSlot",
    ]);
    const sites = answering.filter(({ type }) => type !== types.storage);
    expect(sites.map(({ properties }) => properties["httpsOnly"])).toEqual([true, true]);
    expect(violations(judgeStack(policy, declared))).toEqual([]);
    expect(url).toMatch(/^https:\/\//);
    const plain = broken(declared, types.app, (given) => changed(given, "httpsOnly", false));
    expect(violations(judgeStack(policy, plain))).toHaveLength(1);
    expect(violations(judgeStack(policy, [variable("http://api.example")]))).toHaveLength(1);
  });

  it("an app that answers without TLS is refused", () => {
    expect(violations(judged(types.app, changed(app, "httpsOnly", false)))).toEqual([
      'App "thing" must have httpsOnly true; given: false.',
    ]);
  });

  it.each<[string, Properties]>([
    [types.app, changed(app, "httpsOnly", undefined)],
    [types.slot, changed(app, "siteConfig.minTlsVersion", "1.1")],
    [types.slot, changed(app, "siteConfig.scmMinTlsVersion", undefined)],
    [types.storage, changed(storage, "enableHttpsTrafficOnly", false)],
    [types.storage, changed(storage, "minimumTlsVersion", "TLS1_0")],
    [types.check, { type: "HTTP" }],
    [types.check, { type: "TCP" }],
    [types.check, {}],
    [types.subscription, { protocol: "http" }],
    [types.topic, { policy: denial({ Effect: "Allow" }) }],
    [types.topic, { policy: denial({ Principal: { AWS: "arn:aws:iam::111122223333:root" } }) }],
    [types.bucket, { policy: denial({ Condition: { Bool: { "aws:SecureTransport": "true" } } }) }],
    [types.bucket, { policy: denial({ Condition: {} }) }],
    [types.webhook, { configuration: { url: "http://a.example" } }],
    [types.webhook, { configuration: { url: "https://a.example", insecureSsl: true } }],
    [types.doppler, { url: "http://a.example" }],
    [types.vercel, { endpoint: "a.example" }],
  ])("is refused without: %s %j", (type, properties) => {
    expect(violations(judged(type, properties))).toHaveLength(1);
  });
});

it("one denial among other statements is enough", () => {
  const other = { Effect: "Allow", Principal: { Service: "a.example" }, Action: "sns:Publish" };
  const tls = { Effect: "Deny", Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } };
  expect(judged(types.topic, { policy: JSON.stringify({ Statement: [other, tls] }) })).toEqual([]);
});

describe("an address among settings", () => {
  it("is refused without TLS outside development", () => {
    expect(violations(judgeStack(policy, [variable("http://api.example")]))).toHaveLength(1);
    expect(judgeStack(policy, [variable("https://api.example"), variable("httpd")])).toEqual([]);
  });

  it("may lie on the same machine in development", () => {
    const run = { ...preview, tier: "development" };
    expect(judgeStack(policy, [variable("http://localhost:7071")], run)).toEqual([]);
  });
});

describe("a value that only the update knows", () => {
  it.each<[string, Properties]>([
    [types.app, changed(app, "httpsOnly", notKnown)],
    [types.topic, { policy: notKnown }],
    [types.doppler, { url: notKnown }],
    [types.webhook, { configuration: { url: "https://a.example", insecureSsl: notKnown } }],
  ])("leaves %s open", (type, properties) => {
    expect(violations(judged(type, properties))).toEqual([]);
    expect(undecided(judged(type, properties))).toHaveLength(1);
  });
});
