// The guide of one exercise. A single animation is both the moving shape and the clock, so that pausing, going on and
// stopping are one thing for the picture and for the words.

const TICK = 200; // milliseconds between two looks at the clock

export default function ({ parentElement, data }) {
  // Streamlit calls this for every run of the page; an exercise that is under way goes on.
  const given = JSON.stringify(data);
  if (parentElement.guide?.given !== given) {
    parentElement.guide?.end();
    parentElement.guide = { given, end: guide(parentElement, data) };
  }
  return () => {
    parentElement.guide?.end();
    delete parentElement.guide;
  };
}

function guide(root, { kind, phases, rounds, labels, empty }) {
  const find = (name) => root.querySelector(`.${name}`);
  const [player, shape, phase, count, round, go, stop] = [
    "player", "shape", "phase", "count", "round", "go", "stop",
  ].map(find);
  player.classList.toggle("steps", kind === "grounding");
  player.style.setProperty("--empty", empty);

  const seconds = phases.reduce((sum, each) => sum + each.seconds, 0);
  const frames = kind === "breathing" ? breath(phases, seconds, empty) : [{ transform: "scaleX(0)" }, { transform: "scaleX(1)" }];
  const clock = shape.animate(frames, { duration: seconds * 1000, iterations: rounds, fill: "forwards" });
  clock.cancel(); // nothing starts by itself
  let ticking = 0;

  const fill = (words, number, total) => words.replace("{number}", number).replace("{total}", total);
  // Only a change is written: a live region would repeat itself otherwise.
  const write = (node, words) => node.textContent === words || (node.textContent = words);

  function show() {
    const running = clock.playState === "running";
    const over = clock.playState === "finished";
    const idle = clock.playState === "idle";
    write(go, over ? labels.again : running ? labels.pause : idle ? labels.start : labels.resume);
    write(stop, labels.stop);
    stop.disabled = idle;
    if (idle || over) {
      write(phase, over ? labels.done : labels.ready);
      write(count, "");
      write(round, "");
    } else {
      const now = at((clock.currentTime ?? 0) / 1000, phases, seconds, rounds);
      write(phase, phases[now.index].words);
      write(count, String(now.left));
      const line = rounds > 1 ? fill(labels.round, now.round, rounds) : fill(labels.step, now.index + 1, phases.length);
      write(round, line);
    }
    if (!running) clearInterval(ticking);
  }

  function press() {
    if (clock.playState === "running") clock.pause();
    else clock.play();
    clearInterval(ticking);
    ticking = setInterval(show, TICK);
    show();
  }

  function end() {
    clock.cancel();
    show();
  }

  go.onclick = press;
  stop.onclick = () => {
    end();
    go.focus(); // the stop button is off now, and a keyboard needs a place to be
  };
  clock.onfinish = show;
  show();
  return end;
}

// Where an exercise is after so many seconds: the phase, the whole seconds left of it, and the round from 1.
function at(elapsed, phases, seconds, rounds) {
  const round = Math.min(Math.floor(elapsed / seconds), rounds - 1);
  let left = elapsed - round * seconds;
  let index = 0;
  while (index < phases.length - 1 && left >= phases[index].seconds) left -= phases[index++].seconds;
  return { index, round: round + 1, left: Math.max(1, Math.ceil(phases[index].seconds - left)) };
}

// Keyframes of one breath: each phase ends at its size.
function breath(phases, seconds, empty) {
  let passed = 0;
  const frames = phases.map(({ seconds: each, size }) => {
    passed += each;
    return { offset: Math.min(1, passed / seconds), transform: `scale(${size})`, easing: "ease-in-out" };
  });
  return [{ offset: 0, transform: `scale(${empty})`, easing: "ease-in-out" }, ...frames];
}
