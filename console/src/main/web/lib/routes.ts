/** The places of the console. `ConsolePages` of the gateway answers the same ones. */
export type Place =
  | { view: 'runs' }
  | { view: 'run'; run: string }
  | { view: 'inbox' }
  | { view: 'projects' }
  | { view: 'project' | 'pipelines' | 'agents' | 'deployments'; project: string }
  | { view: 'prompts' }
  | { view: 'policies' }
  | { view: 'audit' }
  | { view: 'shelf' }
  | { view: 'server' }
  | { view: 'settings'; tab: SettingsTab }
  | { view: 'nowhere' };

export type SettingsTab = 'members' | 'roles' | 'tokens' | 'webhooks';

export function placeOf(path: string): Place {
  const run = /^\/runs\/([0-9a-f-]{36})$/.exec(path)?.[1];
  if (run) {
    return { view: 'run', run };
  }
  const [, project, part] = /^\/projects\/([a-z0-9][a-z0-9-]{0,62})(?:\/(pipelines|agents|deployments))?$/.exec(path) ?? [];
  if (project) {
    return { view: (part as 'pipelines' | 'agents' | 'deployments' | undefined) ?? 'project', project };
  }
  const settings = /^\/settings(?:\/(members|roles|tokens|webhooks))?$/.exec(path);
  if (settings) {
    return { view: 'settings', tab: (settings[1] as SettingsTab | undefined) ?? 'members' };
  }
  switch (path) {
    case '/':
    case '/runs':
      return { view: 'runs' };
    case '/inbox':
      return { view: 'inbox' };
    case '/projects':
      return { view: 'projects' };
    case '/prompts':
      return { view: 'prompts' };
    case '/policies':
      return { view: 'policies' };
    case '/audit':
      return { view: 'audit' };
    case '/shelf':
      return { view: 'shelf' };
    case '/server':
      return { view: 'server' };
    default:
      return { view: 'nowhere' };
  }
}

export function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
