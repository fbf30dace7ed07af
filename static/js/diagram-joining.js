// Joining two rows: one is chosen first, then the other. Between the two the diagram waits.

import { quoted } from "./diagram-rows.js";

// ask: what to choose now. choose: the change that joins the two or parts them, {change, said}; or {refused}.
export const joining = ({ ask, choose }) => ({
  startJoining(board, row) {
    board.joining = row.dataset.id;
    board.root.classList.add("app-board--joining");
    board.dress();
    board.say(ask(quoted(row.dataset.text)));
  },
  stopJoining(board, said = "Nothing was joined.") {
    board.joining = null;
    board.root.classList.remove("app-board--joining");
    board.dress();
    if (said) board.say(said);
  },
  join(board, id, view) {
    const [from, to] = [board.row(board.joining), board.row(id)];
    if (!from || from === to) board.kind.stopJoining(board);
    else if (to?.dataset.row === "node") {
      const { change, said, refused } = choose(board, from, to);
      if (refused) {
        board.say(refused);
        return;
      }
      board.kind.stopJoining(board, "");
      board.do(change, said);
    }
    board.focus(view, id);
  },
});

export const canJoin = (board, row, words) => ({
  words,
  key: "j",
  act: (view) => {
    board.kind.startJoining(board, board.row(row.dataset.id));
    board.focus(view, row.dataset.id);
  },
});
