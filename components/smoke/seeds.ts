import type { SmokeSuiteArgs } from "./args.ts";

/** A user of a tenant that exists for smoke tests alone; the names of the job's variables. */
const testUser = { user: "SMOKE_USER", password: "SMOKE_PASSWORD" };

/** A record of a REST API that answers with the record itself. */
function restRecords(name: string, path: string) {
  return {
    name,
    create: path,
    item: `${path}/\${record}`,
    content: { title: `\${mark}` },
    identity: "/id",
    update: "PUT",
    gone: "not-found",
  } as const;
}

const apiKey = { apikey: `\${secret.SUPABASE_ANON_KEY}` };

/**
 * The suites of the five specifications. Where they name no path, table or column, what stands here is an example that
 * an application replaces with its own.
 */
export const seedSuites = {
  "000": {
    service: "backend",
    database: { address: "DATABASE_URL" },
    closed: "/api/v1/users/me",
  },
  "001": {
    service: "backend",
    database: {
      address: "DATABASE_URL",
      version: { table: "schema_migrations", column: "version", newestIn: "backend/migrations" },
      tables: ["tenants"],
    },
    closed: "/api/users/me",
  },
  "002": {
    service: "backend",
    database: {
      address: "DATABASE_URL",
      version: {
        table: "supabase_migrations.schema_migrations",
        column: "version",
        newestIn: "supabase/migrations",
      },
      tables: ["public.diary_entries", "public.audit_log"],
      functions: ["public.record_audit"],
      triggers: ["public.diary_entries.diary_entries_audit"],
    },
    login: {
      ...testUser,
      path: "/auth/v1/token?grant_type=password",
      headers: apiKey,
      token: "/access_token",
    },
    records: {
      name: "diary entry",
      create: "/rest/v1/diary_entries",
      item: `/rest/v1/diary_entries?id=eq.\${record}`,
      content: { title: `\${mark}` },
      // PostgREST answers with what it wrote only when it is asked to.
      headers: { ...apiKey, prefer: "return=representation" },
      identity: "/0/id",
      update: "PATCH",
      gone: "empty-list",
      audit: `/rest/v1/audit_log?entity_id=eq.\${record}`,
    },
  },
  "003": {
    service: "backend",
    database: { address: "DATABASE_URL" },
    login: { ...testUser, path: "/auth/login", token: "/token" },
  },
  "004": {
    service: "api-gateway",
    database: { address: "DATABASE_URL" },
    login: { ...testUser, path: "/api/v1/auth/login", token: "/token" },
    records: restRecords("project", "/api/v1/projects"),
    gateway: { root: "/api/v1", prefixes: ["projects", "backlog"], health: "/health" },
    closed: "/api/v1/projects",
    limited: { path: "/api/v1/projects", requests: 200 },
  },
} as const satisfies Record<string, SmokeSuiteArgs>;
