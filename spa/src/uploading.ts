import type { Upload } from './api/model';
import { Problem } from './fetching.ts';

/** Puts a file where its signed address says; it goes to Blob Storage and never through the API. */
export function putFile(
  upload: Upload,
  file: File,
  progress: (fraction: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', upload.url);
    for (const [name, value] of Object.entries(upload.headers))
      request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      progress(total ? loaded / total : 0),
    );
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new Problem(request.status, { code: 'upload_refused' }));
    });
    request.addEventListener('error', () => reject(new Problem(0, { code: 'unreachable' })));
    request.send(file);
  });
}
