
# Queries go on with names of fields and values of the index.
functions[_dixit_options]=$functions[_dixit]
_dixit() {
    local -a replies
    # LBUFFER has lost the open quotation mark, QIPREFIX has it.
    local line="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX"
    replies=(${(f)"$(_call_program query ${(q)words[1]} complete zsh -- ${(q)line} 2>/dev/null)"})
    if (( $#replies )); then
        compadd -U -Q -S '' -- $replies
    else
        _dixit_options "$@"
    fi
}

if [ "$funcstack[1]" = "_dixit" ]; then
    _dixit "$@"
else
    compdef _dixit dixit
fi
