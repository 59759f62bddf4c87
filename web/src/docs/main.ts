// The page of the API description: Swagger UI from our own files, which can send requests to this server.
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

/** Requests that change something carry the CSRF token, like those of our own screens. */
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
