import type { ReturnDetail } from '../../api/model';
import { getGetReturnPhotoUrl } from '../../api/returns';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';

/** What its customer has sent pictures of; each opens in a tab of its own. */
export function ReturnPhotos({ one }: { one: ReturnDetail }) {
  const { t } = useWords();
  if (one.photos.length === 0) return null;
  return (
    <Panel title={t('returns.photos')}>
      <div className={ui.row}>
        {one.photos.map((photo, at) => {
          const url = getGetReturnPhotoUrl(one.number, photo.id);
          return (
            <a key={photo.id} href={url} target="_blank" rel="noreferrer">
              <img
                src={url}
                alt={t('returns.photo', { place: at + 1 })}
                width={160}
                height={Math.round((160 * photo.height) / photo.width)}
                loading="lazy"
              />
            </a>
          );
        })}
      </div>
    </Panel>
  );
}
