import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { expect, it, onTestFinished } from "vitest";
import type { Properties } from "../../../sandbox/protocol/resource-type.ts";
import { serveProvider } from "../../../sandbox/protocol/server.ts";
import { fromStruct, toStruct } from "../../../sandbox/protocol/struct.ts";
import { openers } from "../accounts.ts";
import { temporaryFolder } from "../cloud.ts";

async function client() {
  const served = await serveProvider(openers.aws(temporaryFolder()));
  const connected = new services.ResourceProviderClient(
    `127.0.0.1:${served.port}`,
    grpc.credentials.createInsecure(),
  );
  onTestFinished(async () => {
    connected.close();
    await served.close();
  });
  return connected;
}

const topic = "urn:pulumi:dev::tiny::my:component$aws:sns/topic:Topic::alarms";
const bucket = "urn:pulumi:dev::tiny::aws:s3/bucket:Bucket::audit";

function answer<Response>(call: (done: (error: grpc.ServiceError | null, value: Response) => void) => void) {
  return new Promise<Response>((resolve, reject) => {
    call((error, value) => (error ? reject(error) : resolve(value)));
  });
}

it("answers values of every kind as they were given", () => {
  const values: Properties = {
    text: "ä",
    number: 1.5,
    yes: true,
    none: null,
    list: [1, ["x"], {}],
    map: { a: { b: [] } },
  };
  expect(fromStruct(toStruct(values))).toEqual(values);
});

it("takes the type from a URN with parents", async () => {
  const provider = await client();
  const request = new pb.CheckRequest().setUrn(topic).setNews(toStruct({ displayName: "x" }));
  const response = await answer<InstanceType<typeof pb.CheckResponse>>((done) =>
    provider.check(request, done),
  );
  expect(response.getFailuresList()).toEqual([]);
  expect(fromStruct(response.getInputs())["name"]).toMatch(/^alarms-[0-9a-f]{7}$/);
});

it("says what is wrong without the value, which may be a secret", async () => {
  const provider = await client();
  const request = new pb.CheckRequest().setUrn(bucket).setNews(toStruct({ buckett: "s3cret" }));
  const response = await answer<InstanceType<typeof pb.CheckResponse>>((done) =>
    provider.check(request, done),
  );
  const [failure] = response.getFailuresList();
  expect(failure?.getProperty()).toBe("");
  expect(failure?.getReason()).toBe(
    `Invalid or unknown key. Did you mean "bucket"? Examine values at 'audit.buckett'.`,
  );
});

it("refuses in the cloud's own words, with no stack of its own", async () => {
  const provider = await client();
  const request = new pb.CreateRequest().setUrn(bucket).setProperties(toStruct({ bucket: "theirs" }));
  const refusal = answer((done) => provider.create(request, done));
  await expect(refusal).rejects.toThrow(/BucketAlreadyExists: The requested bucket name is not available/);
  await expect(refusal).rejects.not.toThrow(/\.ts:\d+/);
});

it("refuses a region that it cannot serve", async () => {
  const provider = await client();
  const request = new pb.ConfigureRequest().setArgs(toStruct({ region: "eu-west-1" }));
  await expect(answer((done) => provider.configure(request, done))).rejects.toThrow(
    /one default region, us-east-1/,
  );
});
