// What both programs share: they say the user code on a line of its own, and at the end what they hold.
export const [issuer, clientId, scope] = process.argv.slice(2);

export const say = (what) => process.stdout.write(JSON.stringify(what) + '\n');
