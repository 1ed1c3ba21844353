import { m } from '#messages';
import type { Language } from '#domain';

/** Colours of the design, written out: mail programs know no style sheets and no variables. */
const ink = '#1f2a2c';
const paper = '#f6f3ec';
const teal = '#0f5257';

const button = `display:inline-block;margin:8px 0;padding:14px 24px;border-radius:10px;background:${teal};color:#ffffff;font-weight:600;text-decoration:none`;

/** The text holds what people typed: every sign that means something in HTML is written as a number. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

const links = /https?:\/\/[^\s<>"']+/g;

/** A link that stands alone on its line is what the message is about: a button, and the address for who has to copy it. */
function lineHtml(line: string, open: string): string {
  const alone = line.trim();
  if (/^https?:\/\/\S+$/.test(alone)) {
    const href = escaped(alone);
    return `<a href="${href}" style="${button}">${escaped(open)}</a><br><span style="font-size:13px;word-break:break-all">${href}</span>`;
  }
  let html = '';
  let at = 0;
  for (const { 0: link, index } of line.matchAll(links)) {
    const href = escaped(link);
    html += `${escaped(line.slice(at, index))}<a href="${href}" style="color:${teal}">${href}</a>`;
    at = index + link.length;
  }
  return html + escaped(line.slice(at));
}

/** A message as HTML: the same words as its text, in paragraphs, with links that can be pressed. Loads nothing. */
export function letterHtml(text: string, subject: string, language: Language): string {
  const open = m.mail_html_open({}, { locale: language });
  const paragraphs = text
    .trim()
    .split(/\n\s*\n/)
    .map((each) => each.split('\n').map((line) => lineHtml(line, open)))
    .map((lines) => `<p style="margin:0 0 16px">${lines.join('<br>\n')}</p>`);
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px 16px;background:${paper};color:${ink};font:16px/1.5 system-ui,-apple-system,'Segoe UI',Arial,sans-serif">
<div style="max-width:560px;margin:0 auto">
<p style="margin:0 0 24px;font-weight:700;font-size:20px;color:${teal}">Neuvo</p>
${paragraphs.join('\n')}
</div>
</body>
</html>`;
}
