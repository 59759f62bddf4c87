// A resource server with jose: it reads tokens from its input, a line each, and says of each what it makes of it.
// It knows nothing but the published keys and the list of what was revoked.
import { createInterface } from 'node:readline';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { issuer, say } from './device.js';

const keys = createRemoteJWKSet(new URL('/oauth/jwks', issuer));
const list = await (await fetch(new URL('/oauth/revocations', issuer))).text();
const { revoked } = (await jwtVerify(list, keys, { issuer, algorithms: ['ES256'], typ: 'revocations+jwt' })).payload;

const read = async (token) => {
  const options = { issuer, audience: issuer, algorithms: ['ES256'], typ: 'at+jwt', requiredClaims: ['sub', 'jti', 'client_id'] };
  const claims = (await jwtVerify(token, keys, options)).payload;
  const ended = [claims.jti, claims.sub, claims.client_id, claims.tenant_id].some((id) => claims.iat <= (revoked[id] ?? 0));
  return ended ? 'revoked' : claims.sub;
};
for await (const line of createInterface({ input: process.stdin })) {
  say({ verdict: await read(line).catch(() => 'refused') });
}
