// Every page is drawn in the browser and talks to /api: no client data is ever rendered into HTML on the server.
export const ssr = false;
