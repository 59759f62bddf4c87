// The reader of our API description: Swagger UI from our own files, trying requests out against this very server.
import 'swagger-ui-dist/swagger-ui.css';
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle';

SwaggerUI({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: false,
  validatorUrl: null,
  requestInterceptor: addCsrfToken,
});

/** A signed-in reader's changing calls carry the page token, like those of our own screens. */
async function addCsrfToken(request: { method?: string; url: string; headers: Record<string, string> }) {
  if (
    request.method &&
    request.method !== 'GET' &&
    new URL(request.url, location.href).origin === location.origin
  ) {
    const session = await fetch('/api/session');
    if (session.ok) request.headers['X-CSRF-Token'] = (await session.json()).csrf_token;
  }
  return request;
}
