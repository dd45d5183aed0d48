;; Cuts text into blocks of some lines, where the text itself says so, and gives each a keyed 64-bit hash of its bytes and
;; of the four lines before it. Compiled into blocks.ts by scripts/generate.ts. Memory, in bytes:
;;      0  three secret odd numbers of 64 bits
;;     32  the hashes of the last four lines before the last cut
;;   1024  text, with 8 bytes to spare
(module
  (memory (import "memory" "memory") 1)
  ;; p, end: where the text begins and ends; list: where the blocks go, an entry of 16 bytes is its end and its hash;
  ;; continued: whether the text goes on after the last cut of the call before. Returns the list's end.
  (func (export "cut") (param $p i32) (param $end i32) (param $list i32) (param $continued i32) (result i32)
    (local $w i64) (local $t i64) (local $n i32) (local $h i64) (local $block i64) (local $earliest i32)
    (local $l1 i64) (local $l2 i64) (local $l3 i64) (local $l4 i64)
    (local $k1 i64) (local $k2 i64) (local $k3 i64)
    (local.set $k1 (i64.load (i32.const 0)))
    (local.set $k2 (i64.load (i32.const 8)))
    (local.set $k3 (i64.load (i32.const 16)))
    (if (local.get $continued) (then
      (local.set $l1 (i64.load (i32.const 32)))
      (local.set $l2 (i64.load (i32.const 40)))
      (local.set $l3 (i64.load (i32.const 48)))
      (local.set $l4 (i64.load (i32.const 56)))))
    (local.set $block (call $context (local.get $l1) (local.get $l2) (local.get $l3) (local.get $l4)
      (local.get $k1) (local.get $k2)))
    (local.set $h (local.get $k3))
    (local.set $earliest (i32.add (local.get $p) (i32.const 64)))
    (loop $next
      (local.set $w (i64.load (local.get $p)))
      ;; The high bit of the first byte that is a line feed, and perhaps of later ones.
      (local.set $t (i64.xor (local.get $w) (i64.const 0x0a0a0a0a0a0a0a0a)))
      (local.set $t (i64.and
        (i64.and (i64.sub (local.get $t) (i64.const 0x0101010101010101)) (i64.xor (local.get $t) (i64.const -1)))
        (i64.const 0x8080808080808080)))
      (if (i32.and (i64.eqz (local.get $t)) (i32.gt_u (i32.sub (local.get $end) (local.get $p)) (i32.const 8)))
        (then
          (local.set $h (call $absorb (local.get $h) (local.get $w) (local.get $k1) (local.get $k2) (local.get $k3)))
          (local.set $p (i32.add (local.get $p) (i32.const 8)))
          (br $next)))
      (local.set $n (i32.add (i32.wrap_i64 (i64.shr_u (i64.ctz (local.get $t)) (i64.const 3))) (i32.const 1)))
      (if (i32.gt_u (local.get $n) (i32.const 8)) (then (local.set $n (i32.const 8))))
      (if (i32.gt_u (local.get $n) (i32.sub (local.get $end) (local.get $p)))
        (then (local.set $n (i32.sub (local.get $end) (local.get $p)))))
      (local.set $w (i64.and (local.get $w)
        (i64.shr_u (i64.const -1) (i64.extend_i32_u (i32.sub (i32.const 64) (i32.shl (local.get $n) (i32.const 3)))))))
      (local.set $h (call $absorb (local.get $h) (local.get $w) (local.get $k1) (local.get $k2) (local.get $k3)))
      (local.set $h (i64.mul (i64.add (local.get $h) (i64.extend_i32_u (local.get $n))) (local.get $k1)))
      (local.set $h (i64.xor (local.get $h) (i64.shr_u (local.get $h) (i64.const 32))))
      (local.set $block (i64.mul (i64.xor (local.get $block) (local.get $h)) (local.get $k2)))
      (local.set $block (i64.xor (local.get $block) (i64.shr_u (local.get $block) (i64.const 32))))
      (local.set $p (i32.add (local.get $p) (local.get $n)))
      (local.set $t (i64.mul (i64.add (local.get $h) (i64.rotl (local.get $l1) (i64.const 17))) (local.get $k2)))
      (local.set $l4 (local.get $l3))
      (local.set $l3 (local.get $l2))
      (local.set $l2 (local.get $l1))
      (local.set $l1 (local.get $h))
      (local.set $h (local.get $k3))
      ;; Two lines together say that a block ends after them: one out of eight does.
      (if (i32.and (i64.lt_u (local.get $t) (i64.const 0x2000000000000000)) (i32.ge_u (local.get $p) (local.get $earliest)))
        (then
          (i64.store (i32.const 32) (local.get $l1))
          (i64.store (i32.const 40) (local.get $l2))
          (i64.store (i32.const 48) (local.get $l3))
          (i64.store (i32.const 56) (local.get $l4))
          (i32.store (local.get $list) (local.get $p))
          (i64.store offset=8 (local.get $list) (local.get $block))
          (local.set $list (i32.add (local.get $list) (i32.const 16)))
          (local.set $block (call $context (local.get $l1) (local.get $l2) (local.get $l3) (local.get $l4)
            (local.get $k1) (local.get $k2)))
          (local.set $earliest (i32.add (local.get $p) (i32.const 64)))
          (br_if $next (i32.lt_u (local.get $p) (local.get $end)))
          (return (local.get $list))))
      (br_if $next (i32.lt_u (local.get $p) (local.get $end))))
    (i32.store (local.get $list) (local.get $p))
    (i64.store offset=8 (local.get $list) (local.get $block))
    (i32.add (local.get $list) (i32.const 16)))

  ;; Takes a word into the hash of a line. Which bits a change of the word changes depends on secret numbers, twice.
  (func $absorb (param $h i64) (param $w i64) (param $k1 i64) (param $k2 i64) (param $k3 i64) (result i64)
    (local.set $w (i64.mul (i64.xor (local.get $w) (local.get $k3)) (local.get $k1)))
    (i64.mul (i64.xor (local.get $h) (i64.xor (local.get $w) (i64.shr_u (local.get $w) (i64.const 32)))) (local.get $k2)))

  ;; What a block's hash begins with.
  (func $context (param $l1 i64) (param $l2 i64) (param $l3 i64) (param $l4 i64) (param $k1 i64) (param $k2 i64) (result i64)
    (local $h i64)
    (local.set $h (i64.mul (i64.xor (local.get $l1) (local.get $k2)) (local.get $k1)))
    (local.set $h (i64.mul (i64.xor (local.get $h) (local.get $l2)) (local.get $k2)))
    (local.set $h (i64.mul (i64.xor (local.get $h) (local.get $l3)) (local.get $k1)))
    (local.set $h (i64.mul (i64.xor (local.get $h) (local.get $l4)) (local.get $k2)))
    (i64.xor (local.get $h) (i64.shr_u (local.get $h) (i64.const 32)))))
