import { describe, expect, it } from 'vitest';
import { letterHtml } from './html.ts';

describe('a message as HTML', () => {
  it('shows what was typed as text, whatever it is', () => {
    const html = letterHtml(
      'Hei <script>alert("x")</script> & \'o\'!',
      '</title><img src=x onerror=y>',
      'fi',
    );
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('Hei &#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62; &#38; &#39;o&#39;!');
  });
  it('turns the link that stands alone into a button in the language of the message, and others into links', () => {
    const html = letterHtml(
      'Avaa:\nhttps://neuvo.example/v#abc\n\nTai katso https://neuvo.example/x?a=1&b=2.',
      'S',
      'sv',
    );
    expect(html).toContain('<html lang="sv">');
    expect(html).toMatch(/<a href="https:\/\/neuvo\.example\/v#abc" style="[^"]*">Öppna länken<\/a>/);
    expect(html).toContain('>https://neuvo.example/x?a=1&#38;b=2.</a>');
  });
  it('keeps paragraphs and lines, and loads nothing from anywhere', () => {
    const html = letterHtml('Yksi\nkaksi\n\n\nkolme\n', 'S', 'fi');
    expect(html.match(/<p style="margin:0 0 16px">/g)).toHaveLength(2);
    expect(html).toContain('Yksi<br>\nkaksi');
    expect(html).not.toMatch(/src=|url\(|@import/);
  });
  it('lets no quote of a link out of its attribute', () => {
    const html = letterHtml('https://x.example/"onmouseover="alert(1)', 'S', 'fi');
    expect(html).not.toMatch(/href="[^"]*"onmouseover/);
  });
});
