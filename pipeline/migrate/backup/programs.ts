import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { type Environment, WrongUse } from "../../cli/command.ts";
import type { Address } from "../database/address.ts";
import { MigrationFailure } from "../failure.ts";

const execute = promisify(execFile);
const failed = z.object({ stderr: z.string() });

/** pg_dump and pg_restore, of one version. */
export interface Programs {
  /** The major version. */
  major: number;
  /** Runs one of them. @returns its standard output. @throws MigrationFailure with what it said, without secrets. */
  start(program: "pg_dump" | "pg_restore", args: readonly string[], address?: Address): Promise<string>;
}

/**
 * Finds the programs: in the folder that GATEHOUSE_POSTGRES_BIN names, or on PATH.
 *
 * @param serverVersion as 180004; pg_dump refuses a server that is newer than itself.
 * @throws WrongUse when there are none that fit.
 */
export async function findPrograms(environment: Environment, serverVersion: number): Promise<Programs> {
  const folder = environment["GATEHOUSE_POSTGRES_BIN"];
  const path = (program: string) => (folder ? join(folder, program) : program);
  const needed = Math.floor(serverVersion / 10_000);
  const remedy = `Install the client programs of PostgreSQL ${needed} or later in the job (Debian, Ubuntu: apt-get install postgresql-client-${needed}), or name their folder by GATEHOUSE_POSTGRES_BIN.`;
  let said: string;
  try {
    said = (await execute(path("pg_dump"), ["--version"])).stdout;
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new WrongUse(`There is no pg_dump (${path("pg_dump")}: ${reason}). ${remedy}`, { cause: error });
  }
  const major = Number(/(\d+)(?:\.\d+|beta|rc|devel)/.exec(said)?.[1]);
  if (!(major >= needed)) {
    throw new WrongUse(`pg_dump is of version ${said.trim()}, and the server is of ${needed}. ${remedy}`);
  }
  return {
    major,
    async start(program, args, address) {
      try {
        const { stdout } = await execute(path(program), [...args], {
          env: { ...process.env, ...address?.libpq },
          maxBuffer: 64 * 1024 * 1024,
        });
        return stdout;
      } catch (error) {
        const words = failed.safeParse(error).data?.stderr.trim() || String(error);
        const masked = address ? address.mask(words) : words;
        throw new MigrationFailure(`${program} failed: ${masked.slice(0, 1000)}`, { cause: error });
      }
    },
  };
}
