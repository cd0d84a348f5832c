import {
  Permission,
  type ApiKey,
  type Choices,
  type Enrolment,
  type Invitation,
  type InvitationSent,
  type Myself,
  type Session,
  type Roles,
  type StaffMember,
  type StaffRole,
} from '../../api/model';

export const PERMISSIONS: readonly Permission[] = Object.values(Permission);

/** Who is signed in; with all permissions unless said otherwise. */
export function aMe(permissions: readonly Permission[] = PERMISSIONS): Myself {
  return {
    user: { id: 'staff-1', email: 'nuria@shop.example', name: 'Nuria Sanz', roles: ['owner'] },
    own_roles: [],
    permissions: [...permissions],
    session_id: 'session-1',
    expires_at: '2026-12-01T20:00:00Z',
  };
}

export function someChoices(part: Partial<Choices> = {}): Choices {
  return {
    languages: ['es', 'en'],
    currencies: ['EUR', 'USD'],
    countries: ['ES', 'PT', 'MX'],
    offered_languages: ['en', 'es', 'pt'],
    tax_classes: [{ code: 'standard', names: { en: 'Standard', es: 'General' } }],
    option_words: {
      en: { option: { colour: 'Colour' }, colour: { blue: 'Blue', white: 'White' } },
      es: { option: { colour: 'Color' }, colour: { blue: 'Azul', white: 'Blanco' } },
    },
    ...part,
  };
}

export function aSession(part: Partial<Session> = {}): Session {
  return {
    id: 'session-1',
    created_at: '2026-11-20T08:00:00Z',
    seen_at: '2026-11-20T09:00:00Z',
    expires_at: '2026-12-01T20:00:00Z',
    address: '203.0.113.7',
    device: 'Firefox on Linux',
    ...part,
  };
}

export function aStaffMember(part: Partial<StaffMember> = {}): StaffMember {
  return {
    id: 'staff-2',
    email: 'teo@shop.example',
    name: 'Teo Vila',
    roles: ['orders'],
    own_roles: [],
    is_active: true,
    version: 3,
    seen_at: '2026-11-20T09:00:00Z',
    ...part,
  };
}

export function anInvitation(part: Partial<Invitation> = {}): Invitation {
  return {
    id: 'invitation-1',
    email: 'ada@shop.example',
    name: 'Ada Roca',
    roles: ['catalog'],
    own_roles: [],
    renews: false,
    created_by: 'nuria@shop.example',
    created_at: '2026-11-20T09:00:00Z',
    expires_at: '2026-11-23T09:00:00Z',
    ...part,
  };
}

export function aSentInvitation(): InvitationSent {
  return { invitation: anInvitation(), link: 'https://desk.shop.example/invitation#a-secret' };
}

export function anEnrolment(part: Partial<Enrolment> = {}): Enrolment {
  return {
    email: 'ada@shop.example',
    name: 'Ada Roca',
    roles: ['catalog'],
    renews: false,
    asks_who: false,
    expires_at: '2026-11-23T09:00:00Z',
    secret: 'JBSWY3DPEHPK3PXP',
    uri: 'otpauth://totp/Shop:ada@shop.example?secret=JBSWY3DPEHPK3PXP&issuer=Shop',
    ...part,
  };
}

export function someRoles(part: Partial<Roles> = {}): Roles {
  return {
    given: [
      { code: 'owner', permissions: Object.values(Permission), limits: {} },
      { code: 'analyst', permissions: ['reports.read', 'etl.read'], limits: {} },
    ],
    own: [aRole()],
    ...part,
  };
}

export function aRole(part: Partial<StaffRole> = {}): StaffRole {
  return {
    id: 'role-1',
    name: 'Packer',
    permissions: ['orders.read', 'orders.ship'],
    limits: {},
    scope: {},
    version: 3,
    people: 0,
    ...part,
  };
}

export function anApiKey(part: Partial<ApiKey> = {}): ApiKey {
  return {
    id: '01890000-0000-7000-8000-0000000000a1',
    name: 'ERP',
    hint: 'lonja_sk_a1B2',
    scopes: ['products.read', 'stock.adjust'],
    permissions: ['products.read', 'stock.adjust'],
    created_by: 'nuria@shop.example',
    created_at: '2026-11-20T09:00:00Z',
    expires_at: '2199-01-01T00:00:00Z',
    used_at: null,
    revoked_at: null,
    old_until: null,
    ...part,
  };
}
