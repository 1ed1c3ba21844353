import type { Page } from '@playwright/test';

/** This page's screen, as somebody would share it. */
export const drawScreen = (page: Page) =>
  page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 800 });
    const paint = canvas.getContext('2d')!;
    setInterval(() => paint.fillRect(Math.random() * 1280, Math.random() * 800, 20, 20), 60);
    navigator.mediaDevices.getDisplayMedia = () => Promise.resolve(canvas.captureStream(10));
  });
