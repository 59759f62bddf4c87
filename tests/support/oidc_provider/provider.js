// A real OpenID provider, for the tests. It reads orders as lines of JSON from its standard input and answers each with a line.
// It listens on 127.0.0.1 at a free port. Whoever signs in is named by the one who asks (a page with a form, as people see it).
import http from "node:http";
import { createInterface } from "node:readline";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { Provider } from "oidc-provider";

let keys = [freshKey()];
let skew = 0;
let people = {};
let provider;
let answer = 200;
const reports = [];
const clients = JSON.parse(process.argv[2]);
const realNow = Date.now;
Date.now = () => realNow() + skew;

function freshKey() {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "ES256", kid: randomUUID() };
}

const server = http.createServer((request, response) => {
  if (answer !== 200) {
    response.writeHead(answer).end("{}");
    return;
  }
  if (request.url.startsWith("/interaction/")) {
    interaction(request, response).catch((error) => response.writeHead(500).end(String(error)));
    return;
  }
  provider.callback()(request, response);
});

async function interaction(request, response) {
  const { prompt } = await provider.interactionDetails(request, response);
  if (prompt.name === "consent") {
    const details = await provider.interactionDetails(request, response);
    const grant = new provider.Grant({ accountId: details.session.accountId, clientId: details.params.client_id });
    grant.addOIDCScope(details.params.scope);
    const grantId = await grant.save();
    await provider.interactionFinished(request, response, { consent: { grantId } }, { mergeWithLastSubmission: true });
    return;
  }
  if (request.method !== "POST") {
    response.writeHead(200, { "Content-Type": "text/html" });
    response.end(
      '<!doctype html><html lang="en"><title>Provider</title><form method="post"><label>Person <input name="person"></label>' +
        '<button name="go" value="in">Sign in</button><button name="go" value="no">Cancel</button></form></html>',
    );
    return;
  }
  let body = "";
  for await (const part of request) body += part;
  const form = new URLSearchParams(body);
  const result =
    form.get("go") === "no" ? { error: "access_denied" } : { login: { accountId: form.get("person"), ts: Math.floor(Date.now() / 1000) } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

function make() {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  provider = new Provider(issuer, {
    clients,
    jwks: { keys },
    cookies: { keys: ["of the tests"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    pkce: { required: () => true },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    fetch: (url, options) => {
      const token = new URLSearchParams(String(options.body ?? "")).get("logout_token");
      if (token) reports.push(token);
      const { dispatcher, ...others } = options; // it asks no private addresses, where all the tests are
      return globalThis.fetch(url, others);
    },
  });
  return issuer;
}

const orders = {
  reports: () => ({ tokens: reports }),
  rotate: () => {
    keys = [freshKey()];
    make();
    return {};
  },
  skew: ({ milliseconds }) => {
    skew = milliseconds;
    return {};
  },
  people: ({ known }) => {
    people = known;
    return {};
  },
  client: ({ client }) => {
    clients.splice(0, clients.length, ...clients.filter((one) => one.client_id !== client.client_id), client);
    make();
    return {};
  },
  answer: ({ status }) => {
    answer = status;
    return {};
  },
};

server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ issuer: make() }));
  createInterface({ input: process.stdin }).on("line", (line) => {
    const order = JSON.parse(line);
    console.log(JSON.stringify(orders[order.do](order)));
  });
  process.stdin.on("close", () => process.exit(0));
});
console.warn = () => {};
console.info = () => {};
