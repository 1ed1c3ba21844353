import type { BrowserContext, Page } from '@playwright/test';

/**
 * Every text that was read aloud since the page was opened: of a region that was there before its text, since screen readers
 * miss one that comes together with it, or of an alert.
 */
export const listen = (context: BrowserContext) =>
  context.addInitScript(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const isLive = '[role="status"], [role="alert"], [role="log"]';
    new MutationObserver((changes) => {
      const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
      const isNew = (region: Element) =>
        region.role !== 'alert' && added.some((node) => node.contains(region));
      for (const { target } of changes) {
        const around = target instanceof Element ? target : target.parentElement;
        const found = [around?.closest(isLive), ...(around?.querySelectorAll(isLive) ?? [])];
        for (const region of found) {
          if (!region || isNew(region)) continue;
          const text = region.textContent.trim().replace(/\s+/g, ' ');
          if (text && !said.includes(text)) said.push(text);
        }
      }
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
export const said = (page: Page) => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
