import grpc from "@grpc/grpc-js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { engineLog } from "./engine-log.ts";
import type { Difference, Fault, Known, Log, Resource } from "./resource.ts";
import { fromStruct, toStruct } from "./struct.ts";
import type { Properties } from "./values.ts";

export interface Provider {
  /** The package's name, the first part of its types' tokens. */
  name: string;
  version: string;
  /** What is wrong with the provider's configuration; undefined when nothing is. */
  refuseConfiguration(configuration: Properties): string | undefined;
  resources: readonly Resource[];
}

/**
 * Serves Pulumi's provider protocol on a free port of 127.0.0.1.
 *
 * The SDK's own `provider.main` passes neither configuration nor detailed differences nor previews of outputs
 * (docs/decisions/009-delivery.md), so the protocol is served as its files describe it.
 *
 * @param engine host:port of the engine; undefined when there is none to log to.
 * @returns the port.
 */
export async function serve(provider: Provider, engine: string | undefined): Promise<number> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(services.ResourceProviderService, handlersOf(provider, engine));
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}

/** Runs a step and answers its result, or the error's message without its stack: the engine shows it as it is. */
function answering<Request, Response>(
  step: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, respond) => {
    Promise.resolve(call.request)
      .then(step)
      .then(
        (response) => respond(null, response),
        (error: unknown) =>
          respond({
            code: grpc.status.UNKNOWN,
            details: error instanceof Error ? error.message : String(error),
          }),
      );
  };
}

interface Named {
  getUrn(): string;
}

function handlersOf(provider: Provider, engine: string | undefined): grpc.UntypedServiceImplementation {
  const resourceOf = (request: Named): Resource => {
    // `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`
    const token = request.getUrn().split("::")[2]?.split("$").at(-1) ?? "";
    const found = provider.resources.find((one) => one.token === token);
    if (found) return found;
    const known = provider.resources.map((one) => one.token).join(", ");
    throw new Error(`${provider.name} has no resource type ${token}; it has ${known}.`);
  };
  const logOf = (request: Named): Log =>
    engine === undefined ? async () => undefined : engineLog(engine, request.getUrn());
  const nothing = answering(() => new empty.Empty());

  return {
    attach: nothing,
    cancel: nothing,
    handshake: answering(() => new pb.ProviderHandshakeResponse().setAcceptSecrets(true)),
    getPluginInfo: answering(() => new plugins.PluginInfo().setVersion(provider.version)),
    getSchema: answering(() =>
      new pb.GetSchemaResponse().setSchema(
        JSON.stringify({ name: provider.name, version: provider.version }),
      ),
    ),
    checkConfig: answering((request: InstanceType<typeof pb.CheckRequest>) => {
      const reason = provider.refuseConfiguration(fromStruct(request.getNews()));
      const response = new pb.CheckResponse().setInputs(request.getNews());
      return reason === undefined
        ? response
        : response.setFailuresList([new pb.CheckFailure().setReason(reason)]);
    }),
    diffConfig: answering(() => new pb.DiffResponse().setChanges(pb.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: answering(() => new pb.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true)),
    check: answering((request: InstanceType<typeof pb.CheckRequest>) => {
      const { inputs, failures } = resourceOf(request).check(fromStruct(request.getNews()));
      return new pb.CheckResponse().setInputs(toStruct(inputs)).setFailuresList(failures.map(asFailure));
    }),
    diff: answering(async (request: InstanceType<typeof pb.DiffRequest>) =>
      asDiffResponse(
        await resourceOf(request).diff(
          { inputs: fromStruct(request.getOldInputs()), outputs: fromStruct(request.getOlds()) },
          fromStruct(request.getNews()),
        ),
      ),
    ),
    create: answering(async (request: InstanceType<typeof pb.CreateRequest>) => {
      const news = fromStruct(request.getProperties());
      const resource = resourceOf(request);
      if (request.getPreview()) {
        return new pb.CreateResponse().setProperties(toStruct(await resource.foresee(news, undefined)));
      }
      const { id, outputs } = await resource.apply(news, undefined, logOf(request));
      return new pb.CreateResponse().setId(id).setProperties(toStruct(outputs));
    }),
    read: answering(async (request: InstanceType<typeof pb.ReadRequest>) => {
      const known = {
        inputs: fromStruct(request.getInputs()),
        outputs: fromStruct(request.getProperties()),
      };
      const live = await resourceOf(request).read(known, request.getId());
      if (!live) return new pb.ReadResponse();
      return new pb.ReadResponse()
        .setId(request.getId())
        .setInputs(toStruct(live.inputs))
        .setProperties(toStruct(live.outputs));
    }),
    update: answering(async (request: InstanceType<typeof pb.UpdateRequest>) => {
      const news = fromStruct(request.getNews());
      const known: Known = {
        inputs: fromStruct(request.getOldInputs()),
        outputs: fromStruct(request.getOlds()),
      };
      const resource = resourceOf(request);
      const outputs = request.getPreview()
        ? await resource.foresee(news, known)
        : (await resource.apply(news, known, logOf(request))).outputs;
      return new pb.UpdateResponse().setProperties(toStruct(outputs));
    }),
    delete: answering(async (request: InstanceType<typeof pb.DeleteRequest>) => {
      const known = {
        inputs: fromStruct(request.getOldInputs()),
        outputs: fromStruct(request.getProperties()),
      };
      await resourceOf(request).remove(known, logOf(request));
      return new empty.Empty();
    }),
  };
}

function asFailure({ property, reason }: Fault): InstanceType<typeof pb.CheckFailure> {
  // Given as the failure's property, the engine would print the value, here whole files.
  return new pb.CheckFailure().setReason(`${property}: ${reason}`);
}

function asDiffResponse({ changes, replaces }: Difference): InstanceType<typeof pb.DiffResponse> {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  const kinds = pb.PropertyDiff.Kind;
  const plain = { add: kinds.ADD, delete: kinds.DELETE, update: kinds.UPDATE };
  const replacing = { add: kinds.ADD_REPLACE, delete: kinds.DELETE_REPLACE, update: kinds.UPDATE_REPLACE };
  const response = new pb.DiffResponse()
    .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setReplacesList(replaces)
    .setDiffsList([...new Set(changes.map(({ path }) => rootOf(path)))])
    .setHasdetaileddiff(true);
  for (const { path, kind, isInput } of changes) {
    const of = replaces.includes(rootOf(path)) ? replacing : plain;
    response.getDetaileddiffMap().set(path, new pb.PropertyDiff().setInputdiff(isInput).setKind(of[kind]));
  }
  return response;
}

function rootOf(path: string): string {
  return path.split(/[.[]/)[0] ?? path;
}
