import type { ReactNode } from 'react';
import { SubPages } from '../../app/SubPages';
import { Page } from '../../ui/Page';

interface SupportPageProps {
  title: string;
  lead: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of the support pages, with links between them. */
export function SupportPage(page: SupportPageProps) {
  return <Page above={<SubPages below="/support" label="Support" />} {...page} />;
}
