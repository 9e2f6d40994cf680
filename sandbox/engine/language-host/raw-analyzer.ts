import type { Client, MethodDefinition, ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";

export type RawCall = ServerUnaryCall<Buffer, Buffer>;
export type RawAnswer = sendUnaryData<Buffer>;

const asIs = (bytes: Buffer): Buffer => bytes;

/** The service of a policy pack with every message left as the bytes that came. */
export const rawAnalyzerService = Object.fromEntries(
  Object.entries(AnalyzerService).map(([name, { path }]): [string, MethodDefinition<Buffer, Buffer>] => [
    name,
    {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  ]),
);

/** Passes one call on to `client` and its answer back. */
export function forward(client: Client, path: string, call: RawCall, answer: RawAnswer): void {
  const passed = client.makeUnaryRequest(path, asIs, asIs, call.request, call.metadata, (error, reply) =>
    answer(error, reply),
  );
  call.on("cancelled", () => passed.cancel());
}
