//! Queries go on with Tab: asked as the scripts of the shells ask, and in a real bash.

use std::process::Command;

use crate::env::Env;

/// bash's own characters that part words.
const BREAKS: &str = "\"'><=;|&(:";

fn replies(env: &Env, shell: &str, line: &str) -> Vec<String> {
    let run = env.run(&["complete", shell, "--", line, BREAKS]);
    assert_eq!(run.stderr, "");
    run.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn names_of_fields_and_values_of_the_index_go_on_from_what_is_typed() {
    let env = Env::with_news();
    let bash = |line| replies(&env, "bash", line);
    assert_eq!(bash("dixit search spe"), ["speaker.type:", "speaker:"]);
    assert_eq!(bash("dixit search trade speaker:Yur"), [r#"\"Yury\ Ushakov\""#]);
    assert_eq!(bash("dixit search 'speaker:(Li OR ush"), [r#"speaker:(Li OR "Yury Ushakov""#]);
    assert_eq!(bash("dixit search -outlet:ta"), ["TASS"]);
    assert_eq!(bash("dixit facets speaker publisher:An"), ["ANI"]);
    assert_eq!(bash("dixit search kind:ind"), ["indirect"]);
    for name in ["trade", "taxes"] {
        env.run(&["saved", "add", name, "trade"]);
    }
    assert_eq!(bash("dixit saved run tr"), ["trade"]);
    assert_eq!(bash("dixit saved remove taxes t"), ["taxes", "trade"]);
    assert_eq!(bash("dixit saved add xi speaker:Yur"), [r#"\"Yury\ Ushakov\""#]);
    assert_eq!(replies(&env, "zsh", "dixit search outlet:xin"), ["outlet:Xinhua"]);
    assert_eq!(replies(&env, "fish", "dixit search 'a -speaker:noir"), [r#"a -speaker:"Marie Noir""#]);
}

#[test]
fn names_stand_before_the_query_of_some_commands() {
    let env = Env::with_news();
    let bash = |line| replies(&env, "bash", line);
    assert_eq!(bash("dixit who Yur"), [r"Yury\ Ushakov"]);
    assert_eq!(bash("dixit who -n 2 'Yur"), ["Yury Ushakov"]);
    assert_eq!(bash("dixit who Yury publisher:An"), ["ANI"]);
    assert_eq!(bash("dixit compare ANI Xin"), ["Xinhua"]);
    assert_eq!(replies(&env, "fish", "dixit compare li"), ["Li Wen"]);
}

#[test]
fn all_else_is_left_to_the_shell() {
    let env = Env::with_news();
    for line in
        ["dixit sea", "dixit search --ar", "dixit search --articles spe", "dixit show spe", "dixit search a:b:c"]
    {
        assert_eq!(replies(&env, "bash", line), [""; 0], "{line}");
    }
    assert_eq!(replies(&env, "bash", "dixit search --index nowhere speaker:Yur"), [""; 0]);
}

#[test]
fn a_real_bash_completes_queries_and_options() {
    let env = Env::with_news();
    let script = env.run(&["completions", "bash"]).stdout;
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_dixit"));
    env.write("dixit.bash", &script);
    env.write(
        "ask.sh",
        "source ./dixit.bash\n\
         ask() { COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=($1) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n\
         _dixit_query dixit \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD - 1]}\" 2>/dev/null\n\
         printf '%s\\n' \"${COMPREPLY[@]}\" --; }\n\
         ask 'dixit search speaker:Yur'\nask 'dixit search --explai'\n",
    );
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    let bash = Command::new("bash").arg("ask.sh").current_dir(env.path()).env_clear().env("PATH", path).output();
    // Where there is no bash there is nothing to complete in.
    let Ok(output) = bash else { return };
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(told, "\\\"Yury\\ Ushakov\\\"\n--\n--explain\n--\n", "{}", String::from_utf8_lossy(&output.stderr));
}
