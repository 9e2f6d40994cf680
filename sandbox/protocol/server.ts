import grpc from "@grpc/grpc-js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { Difference } from "./diff.ts";
import { serviceOf } from "./provider-service.ts";
import { type CheckFailure, CloudError, type CloudProvider } from "./resource-type.ts";
import { fromStruct, toStruct } from "./struct.ts";
import { partKnown } from "./values.ts";

/** A provider that answers on 127.0.0.1. */
export interface ServedProvider {
  name: string;
  port: number;
  close(): Promise<void>;
}

/**
 * Serves a cloud over Pulumi's provider protocol. The engine reaches it by `PULUMI_DEBUG_PROVIDERS=<name>:<port>`.
 *
 * @param port 0, the default, takes any free one.
 * @throws when the port is taken.
 */
export async function serveProvider(provider: CloudProvider, port = 0): Promise<ServedProvider> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(services.ResourceProviderService, handlersOf(provider));
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, taken) =>
      error ? reject(error) : resolve(taken),
    );
  });
  return {
    name: provider.name,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        // A call that hangs must not keep the process: after a second the rest is cut off.
        const cut = setTimeout(() => server.forceShutdown(), 1000);
        server.tryShutdown(() => {
          clearTimeout(cut);
          resolve();
        });
      }),
  };
}

/** Runs a step and answers its result, or the cloud's refusal in its own words. */
function answering<Request, Response>(
  provider: CloudProvider,
  step: (request: Request) => Response,
): grpc.handleUnaryCall<Request, Response> {
  return (call, respond) => {
    try {
      respond(null, step(call.request));
    } catch (error) {
      respond({ code: grpc.status.UNKNOWN, details: wordsOf(error, provider.name) });
    }
  };
}

function wordsOf(error: unknown, provider: string): string {
  if (error instanceof CloudError) return error.message;
  const words = error instanceof Error ? error.message : String(error);
  return words.startsWith("The sandbox") ? words : `The sandbox's ${provider} provider failed: ${words}`;
}

function handlersOf(provider: CloudProvider): grpc.UntypedServiceImplementation {
  const service = serviceOf(provider);
  const handle = <Request, Response>(step: (request: Request) => Response) => answering(provider, step);
  const nothing = handle(() => new empty.Empty());

  return {
    attach: nothing,
    cancel: nothing,
    handshake: handle(() => {
      // Secrets are unwrapped for us by the engine, which marks what comes back as it was marked before.
      return new pb.ProviderHandshakeResponse()
        .setAcceptSecrets(false)
        .setAcceptResources(false)
        .setAcceptOutputs(false);
    }),
    getPluginInfo: handle(() => new plugins.PluginInfo().setVersion(provider.version)),
    getSchema: handle(() =>
      new pb.GetSchemaResponse().setSchema(
        JSON.stringify({ name: provider.name, version: provider.version }),
      ),
    ),
    checkConfig: handle((request: InstanceType<typeof pb.CheckRequest>) =>
      new pb.CheckResponse().setInputs(request.getNews()),
    ),
    diffConfig: handle((request: InstanceType<typeof pb.DiffRequest>) => {
      const same =
        request.getOlds()?.serializeBinary().toString() === request.getNews()?.serializeBinary().toString();
      const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
      return new pb.DiffResponse().setChanges(same ? DIFF_NONE : DIFF_SOME);
    }),
    configure: handle((request: InstanceType<typeof pb.ConfigureRequest>) => {
      const refusal = provider.refuseSettings?.(partKnown(fromStruct(request.getArgs())).known);
      if (refusal) throw new CloudError(400, refusal);
      return new pb.ConfigureResponse()
        .setAcceptsecrets(false)
        .setAcceptresources(false)
        .setAcceptoutputs(false)
        .setSupportspreview(true);
    }),
    invoke: handle((request: InstanceType<typeof pb.InvokeRequest>) =>
      new pb.InvokeResponse().setReturn(
        toStruct(service.invoke(request.getTok(), fromStruct(request.getArgs()))),
      ),
    ),
    check: handle((request: InstanceType<typeof pb.CheckRequest>) => {
      const name = nameOf(request);
      const { inputs, failures } = service.check(typeOf(request), {
        urn: request.getUrn(),
        name,
        olds: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        seed: request.getRandomseed_asU8(),
      });
      return new pb.CheckResponse()
        .setInputs(toStruct(inputs))
        .setFailuresList(failures.map((failure) => asFailure(name, failure)));
    }),
    diff: handle((request: InstanceType<typeof pb.DiffRequest>) =>
      asDiffResponse(
        service.diff(
          typeOf(request),
          nameOf(request),
          fromStruct(request.getOldInputs() ?? request.getOlds()),
          fromStruct(request.getNews()),
        ),
      ),
    ),
    create: handle((request: InstanceType<typeof pb.CreateRequest>) => {
      const inputs = fromStruct(request.getProperties());
      const { id, state } = service.create(typeOf(request), inputs, request.getPreview());
      return new pb.CreateResponse().setId(id).setProperties(toStruct(state));
    }),
    read: handle((request: InstanceType<typeof pb.ReadRequest>) => {
      const live = service.read(typeOf(request), request.getId(), {
        inputs: fromStruct(request.getInputs()),
        outputs: fromStruct(request.getProperties()),
      });
      const response = new pb.ReadResponse();
      if (!live) return response;
      return response
        .setId(live.id ?? request.getId())
        .setInputs(toStruct(live.inputs))
        .setProperties(toStruct(live.outputs));
    }),
    update: handle((request: InstanceType<typeof pb.UpdateRequest>) => {
      const state = service.update(
        typeOf(request),
        request.getId(),
        fromStruct(request.getNews()),
        fromStruct(request.getOlds()),
        request.getPreview(),
      );
      return new pb.UpdateResponse().setProperties(toStruct(state));
    }),
    delete: handle((request: InstanceType<typeof pb.DeleteRequest>) => {
      service.delete(typeOf(request), request.getId(), fromStruct(request.getProperties()));
      return new empty.Empty();
    }),
  };
}

interface Named {
  getUrn(): string;
}

/** `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`: older engines send nothing else. */
function typeOf(request: Named): string {
  return request.getUrn().split("::")[2]?.split("$").at(-1) ?? "";
}

function nameOf(request: Named): string {
  return request.getUrn().split("::").slice(3).join("::");
}

/**
 * The property stands in the reason only, as the Terraform bridge does it: given as the failure's property, the
 * engine would print the property's value, which may be a secret.
 */
function asFailure(name: string, failure: CheckFailure): InstanceType<typeof pb.CheckFailure> {
  const reason = /[.?]$/.test(failure.reason) ? failure.reason : `${failure.reason}.`;
  return new pb.CheckFailure().setReason(`${reason} Examine values at '${name}.${failure.property}'.`);
}

function asDiffResponse(difference: Difference): InstanceType<typeof pb.DiffResponse> {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  const paths = Object.entries(difference.changes);
  const response = new pb.DiffResponse()
    .setChanges(paths.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setReplacesList(difference.replaces)
    .setDeletebeforereplace(difference.deletesFirst)
    .setDiffsList([...new Set(paths.map(([path]) => path.split(/[.[]/)[0] ?? path))])
    .setHasdetaileddiff(true);
  const kinds = pb.PropertyDiff.Kind;
  for (const [path, { kind, replaces }] of paths) {
    const plain = { add: kinds.ADD, delete: kinds.DELETE, update: kinds.UPDATE };
    const replacing = { add: kinds.ADD_REPLACE, delete: kinds.DELETE_REPLACE, update: kinds.UPDATE_REPLACE };
    const detail = new pb.PropertyDiff().setInputdiff(true).setKind((replaces ? replacing : plain)[kind]);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}
