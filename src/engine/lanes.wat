;; Runs an automaton over four pieces of text at once: each step waits for the one before, pieces do not wait for each
;; other. Compiled into lanes.ts by scripts/generate.ts. Memory, in bytes:
;;      0  256 classes, each times two
;;    256  on return: the state of each lane, then the end of each lane's list
;;   1024  rows of 64 states of 16 bits
(module
  (memory (import "memory" "memory") 1)
  ;; at: where the text begins; piece: bytes of each lane; first: states from here on report; a to d: the lanes' states;
  ;; list: where the first lane's list begins; room: bytes of each list. An entry is a state and the offset in the lane.
  (func (export "run")
    (param $at i32) (param $piece i32) (param $first i32)
    (param $a i32) (param $b i32) (param $c i32) (param $d i32)
    (param $list i32) (param $room i32)
    (local $i i32) (local $bt i32) (local $ct i32) (local $dt i32)
    (local $al i32) (local $bl i32) (local $cl i32) (local $dl i32)
    (local.set $bt (i32.add (local.get $at) (local.get $piece)))
    (local.set $ct (i32.add (local.get $bt) (local.get $piece)))
    (local.set $dt (i32.add (local.get $ct) (local.get $piece)))
    (local.set $al (local.get $list))
    (local.set $bl (i32.add (local.get $al) (local.get $room)))
    (local.set $cl (i32.add (local.get $bl) (local.get $room)))
    (local.set $dl (i32.add (local.get $cl) (local.get $room)))
    (block $end
      (br_if $end (i32.eqz (local.get $piece)))
      (loop $next
        (local.set $a (i32.load16_u offset=1024 (i32.add (i32.shl (local.get $a) (i32.const 7))
          (i32.load8_u (i32.load8_u (i32.add (local.get $at) (local.get $i)))))))
        (local.set $b (i32.load16_u offset=1024 (i32.add (i32.shl (local.get $b) (i32.const 7))
          (i32.load8_u (i32.load8_u (i32.add (local.get $bt) (local.get $i)))))))
        (local.set $c (i32.load16_u offset=1024 (i32.add (i32.shl (local.get $c) (i32.const 7))
          (i32.load8_u (i32.load8_u (i32.add (local.get $ct) (local.get $i)))))))
        (local.set $d (i32.load16_u offset=1024 (i32.add (i32.shl (local.get $d) (i32.const 7))
          (i32.load8_u (i32.load8_u (i32.add (local.get $dt) (local.get $i)))))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (if (i32.or
              (i32.or (i32.ge_u (local.get $a) (local.get $first)) (i32.ge_u (local.get $b) (local.get $first)))
              (i32.or (i32.ge_u (local.get $c) (local.get $first)) (i32.ge_u (local.get $d) (local.get $first))))
          (then
            (if (i32.ge_u (local.get $a) (local.get $first)) (then
              (i32.store (local.get $al) (local.get $a))
              (i32.store offset=4 (local.get $al) (local.get $i))
              (local.set $al (i32.add (local.get $al) (i32.const 8)))))
            (if (i32.ge_u (local.get $b) (local.get $first)) (then
              (i32.store (local.get $bl) (local.get $b))
              (i32.store offset=4 (local.get $bl) (local.get $i))
              (local.set $bl (i32.add (local.get $bl) (i32.const 8)))))
            (if (i32.ge_u (local.get $c) (local.get $first)) (then
              (i32.store (local.get $cl) (local.get $c))
              (i32.store offset=4 (local.get $cl) (local.get $i))
              (local.set $cl (i32.add (local.get $cl) (i32.const 8)))))
            (if (i32.ge_u (local.get $d) (local.get $first)) (then
              (i32.store (local.get $dl) (local.get $d))
              (i32.store offset=4 (local.get $dl) (local.get $i))
              (local.set $dl (i32.add (local.get $dl) (i32.const 8)))))))
        (br_if $next (i32.lt_u (local.get $i) (local.get $piece)))))
    (i32.store offset=256 (i32.const 0) (local.get $a))
    (i32.store offset=260 (i32.const 0) (local.get $b))
    (i32.store offset=264 (i32.const 0) (local.get $c))
    (i32.store offset=268 (i32.const 0) (local.get $d))
    (i32.store offset=272 (i32.const 0) (local.get $al))
    (i32.store offset=276 (i32.const 0) (local.get $bl))
    (i32.store offset=280 (i32.const 0) (local.get $cl))
    (i32.store offset=284 (i32.const 0) (local.get $dl))))
