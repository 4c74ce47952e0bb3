import type { Role, Schemas } from './api.ts';

/** What each role is for, the strongest first. */
export const ROLES: Record<Role, string> = {
  Owner: 'everything, other owners included',
  Admin: 'everything but owners',
  Builder: 'has agents change things',
  Reviewer: 'answers what others ask for',
  Viewer: 'looks',
};
export const TITLES = Object.keys(ROLES) as Role[];

/** Whether who is one may also do all that the other may. */
export function covers(one: string, other: string): boolean {
  return one === 'Owner' || one === other || other === 'Viewer' || (one === 'Admin' && other !== 'Owner');
}

/** What a token can give: no more than whom it stands for may do, nor than who makes it. */
export const givable = (maker: string, member: string): Role[] =>
  TITLES.filter((role) => covers(maker, role) && covers(member, role));

/** Whether a role may use what is about an environment; one that has no line is as well kept as prod. */
export function mayIn(rights: readonly Schemas['RoleRight'][], role: string, operation: string, environment: string): boolean {
  const lines = rights.filter((right) => right.operation === operation);
  const line = lines.find((each) => each.environment === environment) ?? lines.find((each) => each.environment === 'prod');
  return line?.roles.includes(role) ?? false;
}

export interface Operation {
  id: string;
  part: string;
  about: string;
}

/** Rights under the parts of the interface, in its order, with what each is for. */
export function byPart(rights: readonly Schemas['RoleRight'][], operations: readonly Operation[]) {
  const parts = new Map<string, { right: Schemas['RoleRight']; about: string }[]>();
  for (const { id, part, about } of operations) {
    const lines = rights.filter((right) => right.operation === id).map((right) => ({ right, about }));
    if (lines.length > 0) {
      parts.set(part, [...(parts.get(part) ?? []), ...lines]);
    }
  }
  return [...parts];
}
