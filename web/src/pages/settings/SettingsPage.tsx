import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { tenantQuery } from '../../api/tenant';
import type { Tenant } from '../../api/types';
import { SubPages } from '../../app/SubPages';
import { explain } from '../../forms/explain';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';

interface SettingsPageProps {
  title: string;
  lead: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of the settings' pages, with links between them. */
export function SettingsPage(page: SettingsPageProps) {
  return <Page within="Settings" above={<SubPages below="/settings" label="Settings" />} {...page} />;
}

/** What is shown of the company, as soon as it is there. */
export function OfCompany({ children }: { children: (tenant: Tenant) => ReactNode }) {
  const { data: tenant, error } = useQuery(tenantQuery);
  if (error) return <Note tone="bad">{explain(error)}</Note>;
  return tenant ? children(tenant) : <Loading rows={6} />;
}
