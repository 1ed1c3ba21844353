import type { BrowserContext, Page } from '@playwright/test';

/** Every text that a region which is read aloud has had since the page was opened. */
export const listen = (context: BrowserContext) =>
  context.addInitScript(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const isLive = '[role="status"], [role="alert"], [role="log"]';
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const around = target instanceof Element ? target : target.parentElement;
        const found = [around?.closest(isLive), ...(around?.querySelectorAll(isLive) ?? [])];
        for (const region of found) {
          const text = region?.textContent.trim().replace(/\s+/g, ' ');
          if (text && !said.includes(text)) said.push(text);
        }
      }
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
export const said = (page: Page) => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
