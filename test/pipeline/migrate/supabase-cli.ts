import { readFileSync } from "node:fs";
import { join } from "node:path";
import { npmInCache } from "../../servers/npm.ts";

/** The Supabase CLI from npm. @returns the words that start it */
export async function supabaseCli(): Promise<string[]> {
  const modules = await npmInCache(["supabase@3.1.0"]);
  const { name }: { name: string } = JSON.parse(
    readFileSync(join(modules, "supabase", "package.json"), "utf8"),
  );
  return [process.execPath, join(modules, name, "dist", "supabase.js")];
}
