/** Suites as an application repository has them. */
export const api = `suite: 1
service: backend
parts:
  login: &login
    request:
      method: POST
      path: /auth/login
      json: { email: "smoke@example.com", password: "\${secret.SMOKE_PASSWORD}" }
    safe: true
    capture: { token: /token }
checks:
  - name: Login with valid credentials
    group: api
    steps: [*login]
  - name: A wrong password is refused
    group: api
    steps:
      - request: { method: POST, path: /auth/login, json: { password: "\${mark}" } }
        safe: true
        expect: { status: 401 }
  - name: Create, read, update, delete
    group: api
    steps:
      - *login
      - request: &create
          method: POST
          path: /diary
          headers: { authorization: "Bearer \${token}" }
          json: { title: "\${mark}" }
        expect: { status: 201 }
        capture: { entry: /id }
      - request: &read { path: "/diary/\${entry}", headers: { authorization: "Bearer \${token}" } }
        expect: { json: { /id: "\${entry}" } }
      - request: { <<: *read, method: PUT, json: { title: "\${mark} again" } }
      - request: { <<: *read, method: DELETE }
        expect: { status: 204 }
      - request: *read
        expect: { status: 404 }
    cleanup: &remove
      - request: { <<: *read, method: DELETE }
        expect: { status: [204, 404] }
  - name: A diary entry leaves an audit record
    group: features
    steps:
      - *login
      - { request: *create, expect: { status: 201 }, capture: { entry: /id } }
      - name: its audit record
        request: { path: "/audit/\${entry}", headers: { authorization: "Bearer \${token}" } }
    cleanup: *remove
    leaves: the audit record, which nobody may remove
  - name: Gateway prefix
    group: gateway
    each: { prefix: [projects, backlog] }
    steps:
      - request: { path: "/api/v1/\${prefix}/health" }
  - name: Without a token nothing is shown
    group: security
    steps:
      - request: { path: /diary/1 }
        expect: { status: 401 }
  - name: Too many requests are refused
    group: security
    steps:
      - request: { path: /limited, times: 40 }
        expect: { status: 429 }
`;

export const database = `suite: 1
checks:
  - name: The database answers
    group: database
    steps:
      - database: { query: select 1 }
  - name: The schema is as it must be
    group: integrity
    steps:
      - database:
          tables: [public.tenants, public.visits]
          functions: [public.touch]
          triggers: [public.visits.visits_audit]
          version: { equals: "015" }
`;
