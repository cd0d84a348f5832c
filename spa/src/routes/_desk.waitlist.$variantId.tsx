import { createFileRoute } from '@tanstack/react-router';
import type { WaitingPerson } from '../api/model';
import {
  getListDemandQueryKey,
  getListWaitingPeopleQueryKey,
  listWaitingPeople,
  removeWish,
} from '../api/stock';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { languageName } from '../ui/form/names.ts';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';
import { useRows } from '../ui/rows.ts';
import { When } from '../ui/text';

export const Route = createFileRoute('/_desk/waitlist/$variantId')({ component: WaitingPeople });

/** Who waits for a variant, in the order of their turns. */
function WaitingPeople() {
  const { variantId } = Route.useParams();
  const { t, locale } = useWords();
  const refresh = useRefresh();
  const source = useRows<WaitingPerson>({
    key: getListWaitingPeopleQueryKey(variantId),
    read: (cursor, request) => listWaitingPeople(variantId, cursor, request),
  });
  const columns: Column<WaitingPerson>[] = [
    {
      id: 'email',
      heading: t('sign_in.email'),
      lead: true,
      cell: ({ email }) => <span className={ui.wide}>{email}</span>,
    },
    {
      id: 'language',
      heading: t('customers.language'),
      wideOnly: true,
      cell: ({ language }) => languageName(language, locale),
    },
    {
      id: 'since',
      heading: t('waitlist.since'),
      cell: ({ wished_at }) => <When at={wished_at} />,
    },
    {
      id: 'until',
      heading: t('waitlist.until'),
      wideOnly: true,
      cell: ({ ends_at }) => <When at={ends_at} exact />,
    },
    {
      id: 'told',
      heading: t('waitlist.told_at'),
      cell: ({ told_at }) => (told_at ? <When at={told_at} /> : t('waitlist.waits')),
    },
    {
      id: 'remove',
      heading: t('action.delete'),
      corner: true,
      cell: ({ id, email }) => (
        <Remove
          needs="customers.write"
          isSmall
          label={t('action.delete')}
          title={t('waitlist.remove', { email })}
          explained={t('waitlist.remove_hint')}
          remove={() => removeWish(variantId, id)}
          removed={() => refresh(getListWaitingPeopleQueryKey(variantId), getListDemandQueryKey())}
        />
      ),
    },
  ];
  return (
    <ListPage
      title={t('waitlist.people')}
      lead={t('waitlist.people_lead')}
      back={{ to: '/waitlist', label: t('nav.waitlist') }}
      source={source}
      columns={columns}
      keyOf={({ id }) => id}
      nothing={t('waitlist.nobody')}
    />
  );
}
