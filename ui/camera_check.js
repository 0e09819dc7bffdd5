// What the browser says of its camera, reported whenever it changes.
//
// streamlit-webrtc has a frame of its own, shows an error as the browser wrote it, and has buttons of another house.
// There we take the errors that the page has a sentence for, and lend it our letters.

const FRAMES = 'iframe[title^="streamlit_webrtc"]';
const STYLE = `
  #root .MuiButton-root {
    font: 400 1rem var(--font); letter-spacing: 0; text-transform: none; border-radius: 1rem; box-shadow: none;
  }
  #root .MuiPaper-root { border-radius: 1rem; }
`;
let told = "";

function letters() {
  const found = [];
  for (const sheet of document.styleSheets) {
    try {
      for (const rule of sheet.cssRules) {
        if (!(rule instanceof CSSFontFaceRule)) continue;
        const whole = (_, at) => `url("${new URL(at, sheet.href ?? location)}")`;
        found.push(rule.cssText.replace(/url\("([^"]+)"\)/g, whole));
      }
    } catch { /* a sheet from elsewhere keeps its rules to itself */ }
  }
  return found.join("");
}

function errorInFrames(known) {
  let error = "";
  for (const frame of document.querySelectorAll(FRAMES)) {
    const page = frame.contentDocument;
    if (!page?.head) continue;
    if (!page.getElementById("kindmirror")) {
      const style = page.createElement("style");
      style.id = "kindmirror";
      style.textContent = letters() + STYLE;
      page.head.append(style);
    }
    const alert = page.querySelector(".MuiAlert-root");
    const name = alert?.textContent.split(":")[0] ?? "";
    if (!known.includes(name)) continue;
    alert.style.display = "none";
    error = name;
  }
  return error;
}

export default function ({ data, parentElement, setStateValue }) {
  parentElement.stopWatching?.(); // Streamlit calls this for every run of the page
  const devices = navigator.mediaDevices;
  let permission = null;
  const tell = async () => {
    const found = devices?.enumerateDevices ? await devices.enumerateDevices() : [];
    const report = {
      secure: window.isSecureContext,
      camera: found.some((device) => device.kind === "videoinput"),
      permission: permission?.state ?? "unknown",
      error: errorInFrames(data.errors),
    };
    if (JSON.stringify(report) !== told) {
      told = JSON.stringify(report);
      setStateValue("report", report);
    }
  };
  const ask = async () => {
    try {
      permission = await navigator.permissions.query({ name: "camera" });
      permission.addEventListener("change", tell);
    } catch { /* some browsers do not tell */ }
    await tell();
  };
  ask();
  devices?.addEventListener("devicechange", tell);
  const looks = setInterval(tell, 500);
  parentElement.stopWatching = () => {
    clearInterval(looks);
    permission?.removeEventListener("change", tell);
    devices?.removeEventListener("devicechange", tell);
  };
  return () => {
    parentElement.stopWatching();
    told = "";
  };
}
