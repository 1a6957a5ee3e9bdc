import { defineConfig } from "vite";
import { compressed, iconSprite } from "./scripts/build-plugins.mjs";

// The built files are served from /static/build/ by name and content hash; `project/jinja.py` reads the manifest.
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [iconSprite(), compressed()],
  build: {
    outDir: "../src/gongzhi/project/static/build",
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    cssTarget: "chrome111",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: {
        app: "src/app.ts",
        desk: "src/desk.ts",
        map: "src/map.ts",
        charts: "src/charts.ts",
        triage: "src/triage.ts",
        photos: "src/photos.ts",
        receipt: "src/receipt.ts",
      },
    },
  },
});
