// A real OpenID provider as a process of its own: `fork` it, send `{port, keys, people}`, and it says `{port}`. Anyone in
// `people` signs in with any password on its development pages.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

process.on('message', async ({ port, keys, people, tokenSeconds, deviceFlow }) => {
  const server = createServer((request, response) => handle(request, response));
  await new Promise(resolve => server.listen(port, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'intramural',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: [
          'authorization_code',
          'refresh_token',
          ...(deviceFlow ? ['urn:ietf:params:oauth:grant-type:device_code'] : []),
        ],
        response_types: ['code'],
        redirect_uris: [
          'http://127.0.0.1/callback',
          'http://127.0.0.1/console/sign-in/bank/callback',
          'vscode://intramural.intramural/sign-in',
          'code-oss://intramural.intramural/sign-in',
        ],
      },
    ],
    jwks: { keys },
    claims: { openid: ['sub', 'groups'] },
    conformIdTokenClaims: false,
    findAccount: (_context, id) =>
      id in people ? { accountId: id, claims: () => ({ sub: id, groups: people[id] }) } : undefined,
    features: {
      devInteractions: { enabled: true },
      deviceFlow: { enabled: deviceFlow },
      revocation: { enabled: true },
    },
    ttl: {
      IdToken: tokenSeconds,
      AccessToken: tokenSeconds,
      DeviceCode: 60,
      RefreshToken: 3600,
      Session: 3600,
      Grant: 3600,
      Interaction: 600,
    },
    issueRefreshToken: () => true,
    cookies: { keys: ['of a test'] },
  });
  // What a test wants to know of the wire: who asked for what, and the tokens that must stand nowhere else.
  provider.use(async (context, next) => {
    await next();
    const { route, params } = context.oidc ?? {};
    if (route !== 'token' && route !== 'revocation') return;
    process.send({
      seen: { route, grant: params?.grant_type ?? null, status: context.status, body: context.body ?? {} },
    });
  });
  handle = provider.callback();
  process.send({ port: server.address().port });
});
process.on('disconnect', () => process.exit(0));

let handle = (_request, response) => response.writeHead(503).end();
