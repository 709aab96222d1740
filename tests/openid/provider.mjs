// A real OpenID provider for the tests: node provider.mjs PORT CALLBACK GOODBYE [short]
// Whoever signs in is what the login name says: "dorthe" and "ole" are in the group cg-officers, "eva" in none of ours.
// With "short" the ID token holds no more than who it is, and the rest has to be asked for.
import Provider from "oidc-provider";

const [port, callback, goodbye, short] = process.argv.slice(2);
const GROUPS = { dorthe: ["staff", "cg-officers"], ole: ["cg-officers"], arne: ["cg-agents", "cg-leads"], eva: ["staff"] };
let moved = {};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "contactguard",
      client_secret: "a secret of this test",
      redirect_uris: [callback],
      post_logout_redirect_uris: [goodbye],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: { openid: ["sub"], profile: ["preferred_username", "groups"], email: ["email"] },
  conformIdTokenClaims: short === "short",
  pkce: { required: () => true },
  cookies: { keys: ["a key of this test"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      preferred_username: id,
      groups: moved[id] ?? GROUPS[id] ?? [],
      email: `${id}@example.com`,
    }),
  }),
});

// PUT /groups/dorthe with a JSON list moves somebody.
provider.use(async (context, next) => {
  if (context.method !== "PUT") return next();
  let body = "";
  for await (const part of context.req) body += part;
  moved[context.path.split("/").pop()] = JSON.parse(body);
  context.status = 204;
});

provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
