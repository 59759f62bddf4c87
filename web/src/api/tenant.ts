import { queryOptions } from '@tanstack/react-query';
import { ask, client } from './client';
import type { TenantChange } from './types';

export const tenantQuery = queryOptions({
  queryKey: ['tenant'],
  queryFn: () => ask(client.GET('/api/tenant')),
});

export const changeTenant = (body: TenantChange) => ask(client.PATCH('/api/tenant', { body }));
