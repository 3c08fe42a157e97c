"""Numbers of the public tests, and hints. Written by `make numbers`; nothing in here is meant to be edited.

NUMBERS     name -> (shape, entries): fixed inputs, and the outputs that belong to them
MISTAKES    what known mistakes make of these inputs: one paragraph a result, two numbers a wrong output
HINTS       for each of them, a question that leads to it
"""

NUMBERS = {
    "Wax": (
        (4, 3),
        "0.11 -0.31 -0.25 -1.46 1.08 0.69 -0.2 0.46 0.17 -0.33 0.59 -0.19",
    ),
    "Waa": (
        (4, 4),
        "-0.16 -0.4 0.23 -0.05 0.27 -0.3 0.06 -0.45 0.42 0.09 0.17 0.21 -0.51 0.39 1.03 -0.82",
    ),
    "Wya": (
        (2, 4),
        "-1.73 -1.5 0.84 0.13 1.08 0.72 0.21 0.28",
    ),
    "ba": (
        (4, 1),
        "-0.08 0.43 -0.56 -0.21",
    ),
    "by": (
        (2, 1),
        "0.12 0.9",
    ),
    "x": (
        (3, 6, 5),
        "-0.76 -1.08 -0.56 0.97 -0.24 1.32 -1.87 1.13 1.03 -1.42 0.15 1.22 0.09 1 2.37 0.27 -0.28 -0.77 0.65 -0.2 "
        "-0.18 -0.11 0.65 -1.07 -1.53 -2.43 1.2 0.07 1.51 -0.01 -0.74 0.48 -0.08 -1.25 -0.89 1.77 0.35 0.42 -0.28 "
        "-0.69 0.89 -0.1 -0.76 -0.13 -0.91 0.19 1.13 -0.84 1.43 -0.67 0.15 -0.84 -0.22 0.05 -0.43 -0.7 -0.68 -0.82 "
        "-1.57 -0.26 0.4 0.91 0.65 2.46 0.32 -0.46 1.87 -1.05 0.97 -0.96 0.35 -1.97 0.9 -0.16 -0.97 1.68 0.77 0.05 "
        "-0.75 -0.04 -0.16 0.72 0.8 -0.67 -0.55 -0.53 -1.35 -0.59 -0.09 0.69",
    ),
    "a0": (
        (4, 6),
        "0.38 -0.55 0.09 -0.38 -0.71 -0.89 0.73 0.31 -0.53 -0.44 -0.06 0.57 -0.69 0.84 0.8 -0.46 0.25 -0.25 0.36 "
        "-0.74 -0.05 0.16 0.23 0.35",
    ),
    "da": (
        (4, 6, 5),
        "0.26 0.75 0.65 -0.09 -1.36 -0.8 -0.2 -2.12 0.75 -0.24 -0.25 0.95 0.67 0.22 -1 0.31 0.35 -0.88 1.04 0.51 "
        "-1.97 0.12 -1.26 1.14 0.81 -1.1 -0.88 0.1 -0.24 1.53 0.74 -0.28 0.58 -2.03 0.31 0.87 -0.18 -0.71 0.57 1.96 "
        "0.2 -1.12 1.45 -1.88 0.5 -0.58 0.93 -0.85 1.32 0.3 -1.73 -1.97 -0.32 1.29 0.13 0.07 -0.24 0.74 0.38 0.28 "
        "-0.98 1.19 1.36 -1.3 2.3 0.72 -0.49 -1.9 0.66 0.56 -0.6 -1.79 1.12 -0.59 -0.47 2.85 2.13 0.95 -0.46 0.65 "
        "-2.28 0.11 -0.76 -1.29 -1.58 0.53 0.09 0.16 0.84 -0.85 -1.24 -1.78 -0.34 0.76 -0.15 0.64 -1.18 -0.47 -0.77 "
        "-1.25 1.86 0.85 -0.76 -0.77 -0.06 -1.44 0.44 -1.29 -0.37 -1.02 -0.48 -1.33 -1.57 -0.97 -0.68 -0.29 0.07 1.53 "
        "0.81 -0.25",
    ),
    "a": (
        (4, 6, 5),
        "-0.5107175184 -0.6617110299 -0.6018839642 -0.4137855229 0.2652576998 -0.1725560829 -0.7797643014 "
        "0.01775196675 0.0228328833 0.3796454965 -0.04277388488 0.1754360051 0.1588943431 -0.2524820832 0.7139089606 "
        "-0.3852413876 -0.7629990548 -0.2650738622 -0.2746492687 -0.1951206042 0.0771464038 -0.3447510307 "
        "-0.1331676399 -0.2294116381 -0.4235067935 -0.1570883806 0.06447076845 0.5081550887 0.4401469867 "
        "-0.01294676366 0.6022052271 0.9967093024 0.6448797334 -0.6751978147 0.4320319595 0.2344564848 0.9995946498 "
        "-0.9372354394 -0.7050597716 0.9381107755 0.9312203851 -0.997825173 0.5347047136 -0.7700207131 -0.9996783458 "
        "0.8692493331 0.9880511145 -0.1937908575 0.5865306297 -0.4115295379 0.448003786 -0.130311169 0.1162393089 "
        "0.9312211833 0.8982053022 0.9789745401 -0.998312466 -0.3050865539 -0.9948403651 0.8937811143 -0.4595968061 "
        "-0.3733000036 -0.4348334779 -0.8546356098 -0.8907409587 -0.2946949581 0.3779916328 -0.7885562449 "
        "-0.6351273682 -0.8099845647 -0.005499944542 -0.7527205262 -0.7658933444 -0.7857234717 -0.9653680751 "
        "-0.4500795243 -0.1787103409 -0.7042370716 -0.4706679917 -0.7244561247 -0.6011844863 -0.63875024 "
        "-0.8052477268 -0.6131020465 -0.5862231352 -0.6513270098 -0.8738369237 -0.8942267835 -0.9404794175 "
        "-0.6804899841 -0.8824648666 0.7625426923 -0.4458388877 -0.8507403131 -0.740535521 0.9823096738 -0.58582656 "
        "0.9089814467 -0.9930805889 -0.09230964676 0.6704169021 -0.4363521783 -0.9419664495 -0.4424386261 "
        "-0.9612981874 -0.796512868 0.8102783637 -0.4892169994 0.2886592206 -0.7086020743 0.3591415672 -0.9192923599 "
        "-0.4505509519 -0.04677040341 0.03272113447 0.3895759381 -0.8562459929 -0.8411089397 -0.9770030147 "
        "-0.8541263513",
    ),
    "y_pred": (
        (2, 6, 5),
        "0.3017547848 0.1849977723 0.3257637097 0.8131891422 0.05047078894 0.2407421356 0.3817908882 0.649682068 "
        "0.6153610667 0.01182254961 0.05566433 0.6302840552 0.05981864377 0.7703486019 0.2629318643 0.1429160606 "
        "0.2566267843 0.5061962956 0.1610882357 0.5821893562 0.08136323653 0.5531787091 0.2490709042 0.07031222958 "
        "0.1236630184 0.04830647083 0.6969910976 0.1226232135 0.4367853326 0.04615907166 0.6982452152 0.8150022277 "
        "0.6742362903 0.1868108578 0.9495292111 0.7592578644 0.6182091118 0.350317932 0.3846389333 0.9881774504 "
        "0.94433567 0.3697159448 0.9401813562 0.2296513981 0.7370681357 0.8570839394 0.7433732157 0.4938037044 "
        "0.8389117643 0.4178106438 0.9186367635 0.4468212909 0.7509290958 0.9296877704 0.8763369816 0.9516935292 "
        "0.3030089024 0.8773767865 0.5632146674 0.9538409283",
    ),
    "da_next": (
        (4, 6, 5),
        "0.9000941503 1.498507624 0.0633539338 0.4144713178 -1.36 -0.9249489916 -0.03988451346 -2.509591289 "
        "1.559300933 -0.24 -0.9051037385 1.183632934 0.6338385493 0.2874270611 -1 0.04660950547 1.021904477 "
        "-1.184666688 1.417507174 0.51 -2.806239868 0.4177070379 -1.56420993 0.9513069236 0.81 -0.7978014304 "
        "-0.8933526207 0.2153277464 -0.6267521495 1.53 0.2465435214 -0.3940815885 0.7563219632 -1.583574981 0.31 "
        "0.516625273 0.775292052 -1.382936374 0.1156217692 1.96 -0.1760832938 -1.626896423 1.289215981 -1.688618205 "
        "0.5 -0.3939361901 1.376222806 -1.612482749 0.8787479458 0.3 -1.51322859 -1.505525219 -1.082512245 "
        "0.6583281792 0.13 0.367090064 -0.3872873631 0.9658434194 -0.3162405151 0.28 -1.273552127 1.231495448 "
        "1.561736625 -1.564662907 2.3 -0.157605705 -1.296805769 -1.597914504 -0.6169255408 0.56 -0.07765297261 "
        "-1.562555703 0.4741474229 -0.712886853 -0.47 3.883846135 0.5294432679 1.155819448 -0.8027847075 0.65 "
        "-2.434677619 -1.515383217 -1.454938732 -2.011550903 -1.58 0.1586378632 0.6517630607 0.09542642022 "
        "1.047987995 -0.85 -0.5271119827 -1.548006732 -0.2539792122 0.8650793896 -0.15 0.9524901983 -1.012679252 "
        "-0.6535456081 0.1911876261 -1.25 1.365820241 0.4485554323 -0.02771962307 -0.7486114203 -0.06 -2.042378782 "
        "2.393049967 -1.727091663 -0.02537680835 -1.02 -0.02238415919 0.01236981662 -1.365506198 -0.6753112213 -0.68 "
        "-0.05903332207 -0.7016995042 1.557254516 0.66777062 -0.25",
    ),
    "dx": (
        (3, 6, 5),
        "0.08316417374 0.09826651116 -0.8267049509 1.301279547 -0.579867874 -0.7937643832 0.4391616618 0.1278650277 "
        "0.1592849037 0.00462681693 -0.2978416333 0.1521195668 -1.314311708 1.286418562 -0.0465052833 -0.2280957736 "
        "-0.3744929593 2.461671556 -0.5647767609 -0.204041449 1.776418861 2.380016668 1.851549326 0.4449177718 "
        "0.4680086234 -0.1096364024 -0.06497974217 -1.415465918 -0.08506136142 0.1996317945 -0.5674427599 "
        "-0.1586368936 0.9271104607 -1.090102729 0.8428395531 0.7589855819 -0.8982043901 0.2511505757 -0.588089261 "
        "-0.325037661 0.6627342767 -0.4605351864 0.8910618954 -1.306494355 0.1349482638 0.8678640733 0.6236234123 "
        "-1.841753262 -0.08492168195 -0.04050455053 -1.168195397 -2.123993007 -1.554415753 -1.160000645 -1.05673423 "
        "0.2701841062 0.2347821083 1.174076535 0.2267289434 -0.6632261379 -0.206520363 0.09089943281 0.5486940733 "
        "-0.7975206137 0.5836960561 0.5304158352 -0.05824098032 0.4300209038 -0.4125740467 0.4817879729 0.05365434053 "
        "-0.4758056953 0.5146833213 -0.4735492002 0.1182323788 0.5920078903 -0.1532170019 -0.4468209705 "
        "-0.03172075121 0.1982926704 -0.3977786005 -1.266059369 -0.2329025807 -0.2503668077 -0.1960794303 "
        "0.2301095003 0.2832790139 0.4811658826 0.1388955662 -0.4083123134",
    ),
    "da0": (
        (4, 6),
        "-0.4264525758 0.1979258626 -0.2778661677 1.64921077 -0.5232852077 0.1925225462 -0.4491614712 0.2125692766 "
        "0.6546639258 0.0005607902599 1.33113957 0.2953551906 -0.1284455207 -0.1671727072 0.5521015686 -0.2391680401 "
        "-0.9985505049 -0.2140982164 -0.2192961935 -0.2324437211 -0.5772002725 1.303964212 0.3732518147 0.09227417679",
    ),
    "dWax": (
        (4, 3),
        "-3.437389743 0.4298959436 5.109289691 -0.6406804332 3.216577064 -3.902676801 0.6743869978 0.5799183099 "
        "6.23337092 5.713112423 3.353354511 -1.233531236",
    ),
    "dWaa": (
        (4, 4),
        "6.436292597 -2.831147788 -6.3314987 1.611567379 2.25067688 -4.457817645 0.001663187889 -1.81039607 "
        "-1.308210518 -1.823987174 0.5253630313 -0.19057282 2.258085193 -1.965808637 4.325760499 0.6418661091",
    ),
    "dba": (
        (4, 1),
        "-2.510300419 -2.687807742 -2.974229945 -6.321039169",
    ),
    "dxt by step": (
        (3, 6, 5),
        "0.08316417374 0.09826651116 -0.8267049509 1.301279547 -0.579867874 -0.7937643832 0.4391616618 0.1278650277 "
        "0.1592849037 0.00462681693 -0.2978416333 0.1521195668 -1.314311708 1.286418562 -0.0465052833 -0.2280957736 "
        "-0.3744929593 2.461671556 -0.5647767609 -0.204041449 1.776418861 2.380016668 1.851549326 0.4449177718 "
        "0.4680086234 -0.1096364024 -0.06497974217 -1.415465918 -0.08506136142 0.1996317945 -0.5674427599 "
        "-0.1586368936 0.9271104607 -1.090102729 0.8428395531 0.7589855819 -0.8982043901 0.2511505757 -0.588089261 "
        "-0.325037661 0.6627342767 -0.4605351864 0.8910618954 -1.306494355 0.1349482638 0.8678640733 0.6236234123 "
        "-1.841753262 -0.08492168195 -0.04050455053 -1.168195397 -2.123993007 -1.554415753 -1.160000645 -1.05673423 "
        "0.2701841062 0.2347821083 1.174076535 0.2267289434 -0.6632261379 -0.206520363 0.09089943281 0.5486940733 "
        "-0.7975206137 0.5836960561 0.5304158352 -0.05824098032 0.4300209038 -0.4125740467 0.4817879729 0.05365434053 "
        "-0.4758056953 0.5146833213 -0.4735492002 0.1182323788 0.5920078903 -0.1532170019 -0.4468209705 "
        "-0.03172075121 0.1982926704 -0.3977786005 -1.266059369 -0.2329025807 -0.2503668077 -0.1960794303 "
        "0.2301095003 0.2832790139 0.4811658826 0.1388955662 -0.4083123134",
    ),
    "da_prev by step": (
        (4, 6, 5),
        "-0.4264525758 0.6400941503 0.7485076242 -0.5866460662 0.5044713178 0.1979258626 -0.1249489916 0.1601154865 "
        "-0.3895912891 0.8093009325 -0.2778661677 -0.6551037385 0.2336329338 -0.03616145072 0.06742706109 1.64921077 "
        "-0.2633904945 0.6719044774 -0.3046666881 0.3775071739 -0.5232852077 -0.836239868 0.2977070379 -0.3042099297 "
        "-0.1886930764 0.1925225462 0.3021985696 -0.01335262073 0.1153277464 -0.3867521495 -0.4491614712 "
        "-0.4934564786 -0.1140815885 0.1763219632 0.4464250189 0.2125692766 -0.353374727 0.955292052 -0.6729363744 "
        "-0.4543782308 0.6546639258 -0.3760832938 -0.5068964225 -0.1607840188 0.1913817946 0.0005607902599 "
        "0.1860638099 0.4462228057 -0.7624827486 -0.4412520542 1.33113957 0.21677141 0.4644747815 -0.7625122452 "
        "-0.6316718208 0.2953551906 0.297090064 -0.1472873631 0.2258434194 -0.6962405151 -0.1284455207 -0.2935521271 "
        "0.04149544794 0.2017366247 -0.2646629073 -0.1671727072 -0.877605705 -0.806805769 0.3020854964 -1.276925541 "
        "0.5521015686 0.5223470274 0.2274442968 -0.6458525771 -0.122886853 -0.2391680401 1.033846135 -1.600556732 "
        "0.2058194478 -0.3427847075 -0.9985505049 -0.1546776186 -1.625383217 -0.6949387323 -0.7215509029 "
        "-0.2140982164 -0.3713621368 0.5617630607 -0.06457357978 0.2079879954 -0.2192961935 0.7128880173 0.2319932677 "
        "0.08602078778 0.1050793896 -0.2324437211 0.3124901983 0.1673207477 -0.1835456081 0.9611876261 -0.5772002725 "
        "-0.4941797588 -0.4014445677 0.7322803769 0.02138857969 1.303964212 -0.6023787822 1.953049967 -0.4370916627 "
        "0.3446231917 0.3732518147 0.4576158408 1.342369817 0.2044938023 0.2946887787 0.09227417679 0.2309666779 "
        "-0.7716995042 0.02725451551 -0.14222938",
    ),
    "dWax by step": (
        (4, 3, 5),
        "0.5779121052 -0.7085455574 -2.941391386 1.332048162 -1.697413068 -2.751027183 1.06242129 -0.3942361631 "
        "1.811821555 0.7009164452 1.288138686 0.2721261706 1.838068596 0.772414881 0.9385413567 0.6761288642 "
        "0.1450720697 0.2076159255 -1.187071877 -0.4824254151 0.5166533479 1.280680483 0.01464226602 1.983919195 "
        "-0.5793182279 -0.1462406808 -1.025890797 -0.1564345767 -2.443868209 -0.1302425373 1.455941684 0.2477213162 "
        "-2.154169031 0.05879677063 1.066096258 0.7108153865 1.415389289 -0.896612344 -0.4806699036 -0.1690041176 "
        "5.04066534 -0.2391829402 1.242746916 -0.05213409263 0.2412756963 0.169117127 1.931528083 0.3214240993 "
        "0.3841735667 2.906869547 0.7049194886 0.4743553005 0.9403790374 -0.3358045794 1.569505264 -1.023510632 "
        "-1.661767667 -1.220964397 1.152938731 1.519772728",
    ),
    "dWaa by step": (
        (4, 4, 5),
        "3.323096829 -0.4729308465 3.418313855 -0.8605293019 1.028342061 0.3926973518 1.237027441 -4.131508345 "
        "-1.090307879 0.7609436428 -2.456766503 -0.2228561211 -0.3897621977 -2.781228872 -0.4808850061 0.04118665516 "
        "-0.5441082519 1.614176065 0.3878268643 0.1124860465 0.6708277216 -0.1250464548 1.609035593 0.2443170825 "
        "-0.1484570628 0.4020946381 -0.6438830875 -2.91505277 -1.078245635 -0.222730791 0.02106873161 0.8769092417 "
        "-0.7274229602 0.3818235266 -0.5507153518 -0.5917965366 -0.5599003571 -0.9921392341 0.7658291877 "
        "-0.4323891299 -0.4638868546 -0.6113956577 -0.5993574143 0.5983615399 -0.2319321316 -1.954146632 "
        "-0.05852968495 1.085832575 -0.1346694233 -0.7624740087 -1.32605723 0.05245123061 -0.6428158172 2.02538149 "
        "0.4164033584 -0.08133722646 -3.151594571 2.16012653 0.8800069775 0.002225469442 0.3471124174 0.1430614408 "
        "1.629603697 -0.1281241692 0.2664318073 -0.1721677261 0.324046382 -1.924225505 -0.2533738171 0.05991203007 "
        "1.061174483 0.2426692809 0.5672543248 0.8869659194 1.567696491 -0.2457702435 -0.5650752697 -0.541369566 "
        "0.7524240503 1.241657138",
    ),
    "dba by step": (
        (4, 1, 5),
        "-4.66349586 1.879345349 -4.328734044 3.877588108 0.7249960275 -0.6685466404 -1.457603425 -0.5496101451 "
        "-0.8302416145 0.8181940827 0.407589321 -0.9593554008 0.9483502533 -2.821998805 -0.548815313 -0.1474822904 "
        "-0.3133079925 -2.266676715 -1.027198341 -2.566373829",
    ),
}

MISTAKES = """
rnn_cell_forward cf-global-params: call call 511b365e a_next
rnn_cell_forward cf-global-params: call call f5584fb7 yt_pred
rnn_cell_forward cf-global-params: call call 973b77ff Waa
rnn_cell_forward cf-biases-swapped: call call b51a29e1 a_next
rnn_cell_forward cf-biases-swapped: call call d2476069 yt_pred
rnn_cell_forward cf-waa-wax-swapped: call call 82e1ee78 a_next
rnn_cell_forward cf-waa-wax-swapped: call call 50f18b3c a_next
rnn_cell_forward cf-waa-wax-swapped+cf-wax-transposed: call call 19ca6d5e a_next
rnn_cell_forward cf-waa-wax-swapped: call call c451b0ec a_next
rnn_cell_forward cf-wax-transposed: call call 5f50bff6 a_next
rnn_cell_forward cf-waa-transposed: a_next values - 2.54004642 -0.0349751877; yt_pred values - 0.17281774 0.452503802;
    cache values 9728a3c2 2.54004642 -0.0349751877
rnn_cell_forward cf-product-order: call call f28b1af7 a_next
rnn_cell_forward cf-product-order: call call ce705ddd a_next
rnn_cell_forward cf-product-order: call call 31103f0e a_next
rnn_cell_forward cf-product-order: call call f6066645 yt_pred
rnn_cell_forward cf-product-order: call call dd2889ff yt_pred
rnn_cell_forward cf-elementwise-product: call call e25c5905 a_next
rnn_cell_forward cf-elementwise-product: call call 55339390 a_next
rnn_cell_forward cf-elementwise-product: call call 36e3a6aa yt_pred
rnn_cell_forward cf-missing-state-term: a_next values - 1.9165881 -1.38609875; yt_pred values - 0.430843724
    0.446874825; cache values 9728a3c2 1.9165881 -1.38609875
rnn_cell_forward cf-missing-input-term: a_next values - 0.383111947 -2.1484784; yt_pred values - -0.268047496
    0.469219289; cache values 9728a3c2 0.383111947 -2.1484784
rnn_cell_forward cf-missing-ba: a_next values - 1.25123631 -2.16499922; yt_pred values - 0.0816616645 0.229507059;
    cache values 9728a3c2 1.25123631 -2.16499922
rnn_cell_forward cf-tanh-paren-early: a_next values - 1.46234208 -2.5679742; yt_pred values - -0.261652004
    0.357648097; cache values 9728a3c2 1.46234208 -2.5679742
rnn_cell_forward cf-tanh-paren-early: a_next values - 2.16474211 -3.95423372; yt_pred values - -0.0486116209
    0.459898388; cache values 9728a3c2 2.16474211 -3.95423372
rnn_cell_forward cf-tanh-each-term: a_next values - 1.66727303 -3.23851734; yt_pred values - 0.0121918783 0.426261627;
    cache values 9728a3c2 1.66727303 -3.23851734
rnn_cell_forward cf-tanh-each-term: a_next values - 1.60735985 -3.28796583; yt_pred values - 0.00716009909
    0.465939861; cache values 9728a3c2 1.60735985 -3.28796583
rnn_cell_forward cf-missing-tanh: a_next values - 3.27409856 -4.25405222; yt_pred values - 0.144037818 0.350922765;
    cache values 9728a3c2 3.27409856 -4.25405222
rnn_cell_forward cf-sigmoid-for-tanh: a_next values - 0.598594584 0.0961288948; yt_pred values - -0.419773857
    0.579047463; cache values 9728a3c2 0.598594584 0.0961288948
rnn_cell_forward cf-ba-flattened: call call d092c18b a_next
rnn_cell_forward cf-ba-flattened: call call b6b1911e yt_pred
rnn_cell_forward cf-params-mutated: call call 9dd31ce0 ba
rnn_cell_forward cf-params-mutated: call call 9dd31ce0 -
rnn_cell_forward cf-params-mutated: call call fa8e5568 by
rnn_cell_forward cf-yt-from-a-prev: yt_pred values - 0.229885071 0.160534977
rnn_cell_forward cf-yt-uses-waa: call call b51a29e1 yt_pred
rnn_cell_forward cf-yt-uses-waa: call call 82e1ee78 yt_pred
rnn_cell_forward cf-yt-uses-waa: call call 50f18b3c yt_pred
rnn_cell_forward cf-wya-transposed: call call f5e6deee yt_pred
rnn_cell_forward cf-wya-transposed: call call 2b10590d yt_pred
rnn_cell_forward cf-missing-by: yt_pred values - 0.211596903 0.240432328
rnn_cell_forward cf-softmax-before-bias: yt_pred values - -0.118235104 0.768483166
rnn_cell_forward cf-missing-softmax: yt_pred values - -0.691994737 1.64325771
rnn_cell_forward cf-yt-squashed: yt_pred values - -1.00484212 1.29560351
rnn_cell_forward cf-yt-squashed: yt_pred values - 0.0299903365 0.591798533
rnn_cell_forward cf-softmax-no-axis: yt_pred values - -0.0614902208 0.159899582
rnn_cell_forward cf-softmax-axis-1: yt_pred values - -0.057091951 0.376708586
rnn_cell_forward cf-softmax-no-exp: yt_pred values - 4.82909976 -15.4558165
rnn_cell_forward cf-float32: a_next values - 1.9377519 -2.71668937; yt_pred values - -0.0355849808 0.330601202; cache
    values 9728a3c2 1.9377519 -2.71668937
rnn_cell_forward cf-float32: yt_pred values - -0.0355849336 0.33060118
rnn_cell_forward cf-cache-order-swapped: cache values 9728a3c2 -0.55038576 0.174076979
rnn_cell_forward cf-cache-order-swapped: cache shape 44ffb8e9
rnn_cell_forward cf-cache-missing-parameters: cache returns 72dcce74
rnn_cell_forward cf-cache-too-long: cache returns 6eb4cbec
rnn_cell_forward cf-cache-too-long: cache returns 66b64796
rnn_cell_forward cf-no-return: call returns 338ed994
rnn_cell_forward cf-return-two: call returns 78195abb
rnn_cell_forward cf-return-two: call returns dfd414f4
rnn_cell_forward cf-return-order: a_next shape 7bc8d520; yt_pred shape f4882080
rnn_cell_forward op-none-left: yt_pred there b71f1d4d
rnn_cell_forward op-none-left: call call 6c95c6c6 yt_pred
rnn_cell_forward op-none-left: call call 9b4dd917 yt_pred
rnn_cell_forward op-none-left: a_next there 9dc6285d; yt_pred there b71f1d4d; cache array a9a6d3de
rnn_forward f-tx-wrong-axis+f-store-wrong-axis: call call b6fa914a -
rnn_forward f-tx-wrong-axis: a shape d1d9a658; y_pred shape 17b6afdf; caches shape e1594f59
rnn_forward f-tx-wrong-axis: call call 5f99347f -
rnn_forward f-ny-na-swapped: call call 2b7ebc42 -
rnn_forward f-zeros-no-tuple: call call 0c806726 a
rnn_forward f-zeros-no-tuple: call call 0c806726 y_pred
rnn_forward f-a-wrong-rows: call call 2abcd675 -
rnn_forward f-y-wrong-rows+f-a-y-chained+f-unpack-swapped: call call 4c23f5ca -
rnn_forward f-y-wrong-rows: call call 496ce34f -
rnn_forward f-int-dtype: a values - 0 0; y_pred values - 0 0
rnn_forward f-a0-ignored-zeros+f-a-prev-from-a-t-minus-1: a values - -1.19943506 -4.72604968; y_pred values -
    -2.35316755 -0.895045536; caches values 576aa322 2.66329716 -0.15094631
rnn_forward f-loop-from-one: a values - -0.169984902 -6.7896778; y_pred values - -0.138873955 -1.0032952; caches shape
    7f3ddafa
rnn_forward f-loop-stops-early: a values - -8.15727796 -3.52431012; y_pred values - -5.39131748 0.930081342; caches
    shape 7f3ddafa
rnn_forward f-loop-one-long+f-x-shifted: call call 8edea611 -
rnn_forward f-loop-no-range: call call 53adc982 -
rnn_forward f-loop-backward: a values - -5.72322046 -2.05674782; y_pred values - -1.08842914 0.979082083; caches
    values 576aa322 -0.442344089 -2.00727452
rnn_forward f-whole-x+f-x-first-axis: call call 51fa708f -
rnn_forward f-x-middle-axis: call call b8ccf0b9 -
rnn_forward f-x-reshape-not-slice: a values - -0.354382068 0.242605593; y_pred values - 1.55550498 -2.58071237; caches
    values 576aa322 2.42868769 1.50576215
rnn_forward f-x-reshape-not-slice: a values - 2.58706938 -4.37595554; y_pred values - 2.07765998 0.189301723; caches
    values 576aa322 0.308752954 0.346304375
rnn_forward f-x-step-fixed: a values - 0.514407147 -1.91910425; y_pred values - -0.847699756 0.156027446; caches
    values 6a0a8a92 1.7933903 -0.466382182
rnn_forward f-x-step-fixed: a values - 1.09600234 -4.30554986; y_pred values - 0.170281532 -0.537417971; caches values
    576aa322 -0.442344089 -2.00727452
rnn_forward f-x-shifted: a values - 3.41125735 -3.2829467; y_pred values - -1.11853865 0.511483636; caches values
    576aa322 -0.442344089 -2.00727452
rnn_forward f-a-prev-from-a-t: a values - -5.21619807 -6.64143943; y_pred values - -2.33051377 -0.328274404; caches
    values 576aa322 2.66329716 -0.15094631
rnn_forward f-a0-every-step: a values - -6.01447583 -6.10567179; y_pred values - -2.01210769 0.376363157; caches
    values 6a0a8a92 0.932858718 -0.731038406
rnn_forward f-wrong-arg-name: call call 5cf957a7 -
rnn_forward f-wrong-arg-name: call call 5147175c -
rnn_forward f-args-swapped: call call 527ea4e1 -
rnn_forward f-args-swapped: call call 990bc9f1 -
rnn_forward f-unpack-two: call call 680164a3 -
rnn_forward f-a-not-assigned: a values - 0 0
rnn_forward f-a-overwritten: a shape f4882080
rnn_forward f-a-stored-before-update: a values - 0.247421376 2.06673597
rnn_forward f-a-with-a0-slot: a shape acae521d
rnn_forward f-y-not-assigned: y_pred values - 0 0
rnn_forward f-y-overwritten: y_pred shape 7bc8d520
rnn_forward f-store-wrong-axis: call call b57e4524 -
rnn_forward f-store-wrong-axis: call call d6ae701e -
rnn_forward f-store-wrong-axis: call call d1a7d8c2 -
rnn_forward f-return-in-loop: a values - -1.01376858 -2.5721468; y_pred values - -2.50861765 0.980781938; caches shape
    0f572e75
rnn_forward f-caches-not-appended: caches shape 78501ee3
rnn_forward f-caches-append-after-loop+f-caches-reset-in-loop: caches shape 0f572e75
rnn_forward f-caches-append-none: caches returns 215a6474
rnn_forward f-caches-append-wrong-thing: caches returns b38a6035
rnn_forward f-caches-append-wrong-thing: caches returns 7e197b95
rnn_forward f-caches-append-wrong-thing: caches returns ad24f1ab
rnn_forward f-caches-append-wrong-thing: caches returns e930344e
rnn_forward f-cached-a-prev-wrong: caches values 7311bbd3 -1.53833186 2.32844561
rnn_forward f-cached-a-prev-wrong+f-a-next-view-of-a: caches values 4e719263 2.35799336 -0.0300415085
rnn_forward f-a0-overwritten-inplace: caches values 4e719263 -1.71307664 -1.27809714; inputs inputs 35fa26ff
rnn_forward f-caches-append-assigned: call call 7db01339 -
rnn_forward f-caches-overwritten: caches shape 7f3ddafa
rnn_forward f-caches-index-assign: call call 7a4cd88e -
rnn_forward f-caches-extend: caches shape ff965e7f
rnn_forward f-caches-stale+f-caches-stale-reversed: caches values 79d984ef -1.71307664 -1.27809714
rnn_forward f-caches-tuple-in-loop: call call 28cb935e -
rnn_forward f-caches-tuple-wrong: caches returns 5141cf3f
rnn_forward f-caches-tuple-one-step: caches shape 19d30cd7
rnn_forward f-caches-tuple-one-step: caches shape 213dd3cd
rnn_forward f-caches-tuple-none: caches returns 5ba91803
rnn_forward op-none-left-forward: call call 3f91531f -
rnn_forward op-none-left-forward: call call dfa63610 -
rnn_forward op-numpy-version: call call b53bee79 a
rnn_forward op-numpy-version: call call b53bee79 y_pred
rnn_cell_backward cb-unpack-swapped: dxt values - 0.942394608 -1.21613398; da_prev values - -0.904649617 -0.697562599;
    dWax values - 0.523784618 -1.48374295; dWaa values - 1.60845552 4.60407169; dba values - -1.77081818 -2.07709734
rnn_cell_backward cb-unpack-swapped-input+cb-dwax-dwaa-swapped: dWax shape c6be4202; dWaa shape 89ffd4c5
rnn_cell_backward cb-weights-not-fetched: call call ca1b9f46 dxt
rnn_cell_backward cb-weights-not-fetched: call call 511b365e da_prev
rnn_cell_backward cb-includes-output-layer: call call f5e6deee -
rnn_cell_backward cb-includes-output-layer: call call 2b10590d -
rnn_cell_backward cb-includes-output-layer: dxt values - -5.78947667 -3.30496576; da_prev values - -2.83973663
    1.28415383; dWax values - -3.66883718 -3.32428886; dWaa values - 5.6835478 -8.36654625; dba values - -4.61531202
    -1.66364494
rnn_cell_backward cb-dtanh-missing-da-next: dxt values - -1.15075012 1.72225041; da_prev values - -0.524996133
    -0.551939997; dWax values - -1.08255282 0.24684585; dWaa values - 1.81399143 -0.923030711; dba values -
    0.489980162 7.41938276
rnn_cell_backward cb-dtanh-times-a-next: dxt values - 0.127946331 -0.204613066; da_prev values - 0.374237324
    0.268590546; dWax values - 2.32171958 0.0836309374; dWaa values - 1.02187387 0.314059027; dba values - 2.04797619
    0.438512979
rnn_cell_backward cb-dtanh-added: dxt values - -4.96171252 -1.86880795; da_prev values - -5.13144063 -1.4522617; dWax
    values - -0.345062149 -1.10948826; dWaa values - -0.985566392 -10.4854584; dba values - -2.61720624 4.1441302
rnn_cell_backward cb-da-next-mutated: inputs inputs 4d3720e1
rnn_cell_backward cb-dtanh-is-da-next: dxt values - -3.8109624 -3.59105836; da_prev values - -4.60644449 -0.900321702;
    dWax values - 0.737490667 -1.35633411; dWaa values - -2.79955782 -9.56242771; dba values - -3.10718641 -3.27525256
rnn_cell_backward cb-dtanh-uses-a-prev: dxt values - 0.942394608 -1.21613398; da_prev values - -0.904649617
    -0.697562599; dWax values - 0.523784618 -1.48374295; dWaa values - -2.14127552 -4.99725276; dba values -
    -1.77081818 -2.07709734
rnn_cell_backward cb-dtanh-uses-da-next: dxt values - -1.91998169 -0.450485335; da_prev values - -1.43394155
    0.133970366; dWax values - -0.976987885 3.53691822; dWaa values - 5.81841909 -2.01069184; dba values - -2.14508749
    0.425129819
rnn_cell_backward cb-dtanh-uses-da-next: dxt values - 8.25342405 1.50595276; da_prev values - 14.6121836 -1.66886268;
    dWax values - 17.5099102 15.3551192; dWaa values - -4.25886612 20.9073229; dba values - 12.2943027 17.5033555
rnn_cell_backward cb-dtanh-double-tanh: dxt values - -4.27112752 -3.37826213; da_prev values - -3.06191347
    0.185699283; dWax values - -1.09327804 -1.8309738; dWaa values - 0.158321463 -7.07210024; dba values - -3.61314249
    -3.15147046
rnn_cell_backward cb-dtanh-no-bias-recomputed: dxt values - -3.1125772 -2.22758661; da_prev values - -3.41684608
    0.322654025; dWax values - 0.216227976 -1.95950123; dWaa values - 0.0449257958 -7.03305453; dba values -
    -3.78321343 -1.91316375
rnn_cell_backward cb-dtanh-no-square: dxt values - -4.90478784 -4.23639868; da_prev values - -8.61254322 -2.45451456;
    dWax values - 5.93285374 0.847846551; dWaa values - -6.9388925 -14.2177939; dba values - -3.03774211 -6.30851261
rnn_cell_backward cb-dtanh-square-of-difference: dxt values - -5.07689988 -5.16160762; da_prev values - -14.7261598
    -5.67240146; dWax values - 13.5893785 3.72195969; dWaa values - -15.5842442 -22.3471804; dba values - -2.12889289
    -9.87324269
rnn_cell_backward cb-dtanh-plus-square: dxt values - -2.88924901 -3.87092699; da_prev values - -6.71396231
    -2.56401574; dWax values - 3.19865236 -0.686401638; dWaa values - -7.30557487 -13.036448; dba values - -2.26778149
    -3.80672258
rnn_cell_backward cb-dtanh-sign: dxt values - 4.7326758 3.31118973; da_prev values - 2.49892668 -0.763372336; dWax
    values - 1.72367103 2.02626659; dWaa values - -1.70645924 6.0884074; dba values - 3.94659132 2.74378253
rnn_cell_backward cb-dtanh-square-only: dxt values - 0.921713397 -0.27986863; da_prev values - -2.10751781
    -1.66369404; dWax values - 2.46116169 0.669932475; dWaa values - -4.50601706 -3.47402031; dba values - 0.839404918
    -0.531470025
rnn_cell_backward cb-dtanh-sigmoid-form: dxt values - 0.172112039 0.925208945; da_prev values - 6.11361654 3.2178869;
    dWax values - -7.65652476 -2.87411314; dWaa values - 8.64535174 8.12938648; dba values - -0.908849217 3.56473008
rnn_cell_backward cb-dtanh-second-derivative: dxt values - -2.18765087 -1.29068063; da_prev values - -8.01219745
    -3.10838572; dWax values - 10.3907261 4.40836133; dWaa values - -8.27866937 -9.31073235; dba values - 0.138888599
    -6.06652011
rnn_cell_backward cb-dtanh-second-derivative: dxt values - -3.61653537 -1.50005866; da_prev values - -2.85638488
    -1.13625865; dWax values - 4.02559567 1.3785217; dWaa values - -2.27446115 -4.784776; dba values - -0.78204049
    -1.59647812
rnn_cell_backward cb-dtanh-inverse: dxt values - 5.59723511 -3.60995606; da_prev values - -8.05816537 -9.03003301;
    dWax values - 9.49941256 2.25142997; dWaa values - -21.9847478 -17.877594; dba values - 0.98381109 -11.7183297
rnn_cell_backward cb-dtanh-precedence: dxt values - -4.13546121 2.19187083; da_prev values - 0.249405082 2.28549892;
    dWax values - -3.23149612 -1.02554509; dWaa values - 5.61778126 1.68148316; dba values - -4.43085593 9.09884738
rnn_cell_backward cb-dtanh-caret: call call 8f0e616c -
rnn_cell_backward cb-dtanh-matmul: call call 1f01afb5 dxt
rnn_cell_backward cb-dtanh-matmul: call call 28ccd15f dxt
rnn_cell_backward cb-dtanh-matmul: call call f28b1af7 -
rnn_cell_backward cb-dtanh-matmul: call call 1fe61788 -
rnn_cell_backward cb-dtanh-matmul: call call 1f01afb5 dWax
rnn_cell_backward cb-dtanh-matmul: call call f95a9b0a dWax
rnn_cell_backward cb-weights-swapped: dxt shape f4882080; da_prev shape 46a8fc90
rnn_cell_backward cb-weights-swapped: dxt shape f4882080
rnn_cell_backward cb-weights-swapped: da_prev shape 46a8fc90
rnn_cell_backward cb-product-elementwise: call call 9094ad1e dxt
rnn_cell_backward cb-product-elementwise: call call 55339390 da_prev
rnn_cell_backward cb-dxt-wax-not-transposed: call call 82e1ee78 dxt
rnn_cell_backward cb-dxt-wax-not-transposed: call call 50f18b3c dxt
rnn_cell_backward cb-dxt-order: call call f7c40c72 dxt
rnn_cell_backward cb-dxt-order: call call 1d643c08 dxt
rnn_cell_backward cb-dxt-order: dxt shape f33f87a5
rnn_cell_backward cb-dxt-order: call call f28b1af7 dxt
rnn_cell_backward cb-dxt-order: call call 557152c7 dxt
rnn_cell_backward cb-dxt-skips-dtanh: dxt values - -3.8109624 -3.59105836
rnn_cell_backward cb-da-prev-waa-not-transposed: da_prev values - 1.46974027 -1.91722284
rnn_cell_backward cb-da-prev-order: call call f28b1af7 da_prev
rnn_cell_backward cb-da-prev-order: call call 31103f0e da_prev
rnn_cell_backward cb-da-prev-order: da_prev shape bc7e1162
rnn_cell_backward cb-da-prev-is-dtanh: da_prev values - -2.05188489 -1.91649133
rnn_cell_backward cb-da-prev-skips-dtanh: da_prev values - -4.60644449 -0.900321702
rnn_cell_backward cb-da-prev-through-tanh-again: da_prev values - -0.384884289 -1.47251051
rnn_cell_backward cb-da-prev-plus-da-next: da_prev values - -2.24036269 -1.80591321
rnn_cell_backward cb-dwax-order: call call f28b1af7 dWax
rnn_cell_backward cb-dwax-order: call call 84e71892 dWax
rnn_cell_backward cb-dwax-order: call call f7c40c72 dWax
rnn_cell_backward cb-dwax-order: call call 3392148e dWax
rnn_cell_backward cb-dwax-order: call call 19ca6d5e dWax
rnn_cell_backward cb-dwax-order: call call 6cd7017d dWax
rnn_cell_backward cb-dwax-transposed-result: dWax shape 749e9e12
rnn_cell_backward cb-dwaa-order: call call f28b1af7 dWaa
rnn_cell_backward cb-dwaa-order: call call 1fe61788 dWaa
rnn_cell_backward cb-dwaa-order: dWaa shape 8e4873e0
rnn_cell_backward cb-dwaa-transposed: dWaa values - -2.20186836 7.41055161
rnn_cell_backward cb-dwaa-uses-a-next: dWaa values - 2.52752448 5.55311088
rnn_cell_backward cb-dwaa-elementwise: dWaa shape f4882080
rnn_cell_backward cb-weights-skip-dtanh: dWax values - 0.737490667 -1.35633411; dWaa values - -2.79955782 -9.56242771;
    dba values - -3.10718641 -3.27525256
rnn_cell_backward cb-weights-skip-dtanh: dWax values - 0.737490667 -1.35633411; dWaa values - -2.79955782 -9.56242771
rnn_cell_backward cb-weights-skip-dtanh: dWax values - 0.737490667 -1.35633411
rnn_cell_backward cb-weights-skip-dtanh: dWaa values - -2.79955782 -9.56242771
rnn_cell_backward cb-weights-skip-dtanh: dba values - -3.10718641 -3.27525256
rnn_cell_backward cb-dba-not-summed: dba shape f4882080
rnn_cell_backward cb-dba-no-keepdims: dba shape 3a84e146
rnn_cell_backward cb-dba-no-axis: dba shape d8e3a934
rnn_cell_backward cb-dba-no-axis: dba shape 73293937
rnn_cell_backward cb-dba-axis-0: dba shape 3c68aff0
rnn_cell_backward cb-dba-axis-0: dba shape 39003528
rnn_cell_backward cb-dba-axis-0: dba shape c109e527
rnn_cell_backward cb-dba-row: dba shape 0e5ecd72
rnn_cell_backward cb-dba-mean: dba values - -0.657765221 -0.457297089
rnn_cell_backward cb-divide-by-m: dWax values - -0.287278505 -0.337711098; dWaa values - 0.284409873 -1.01473457; dba
    values - -0.657765221 -0.457297089
rnn_cell_backward cb-divide-by-m: dWax values - -0.287278505 -0.337711098; dWaa values - 0.284409873 -1.01473457
rnn_cell_backward cb-divide-by-m: dxt values - -0.7887793 -0.551864956; da_prev values - -0.41648778 0.127228723; dWax
    values - -0.287278505 -0.337711098; dWaa values - 0.284409873 -1.01473457; dba values - -0.657765221 -0.457297089
rnn_cell_backward cb-key-or-return: dxt there df2f6742
rnn_cell_backward cb-return-tuple: call returns 255b6915
rnn_cell_backward op-none-left-cell-backward: dba there 482af261
rnn_cell_backward op-none-left-cell-backward: dxt there 9ef1e47e; da_prev there 6f54c8f8
rnn_cell_backward op-none-left-cell-backward: call call 6c95c6c6 dxt
rnn_cell_backward op-none-left-cell-backward: call call 9b4dd917 dxt
rnn_cell_backward op-signature-changed-cell-backward: call call cb7157f5 -
rnn_cell_backward op-signature-changed-cell-backward: call call b28a0679 -
rnn_backward b-caches-not-unpacked+b-caches-unpack-swapped: call call 8162c196 -
rnn_backward b-caches-renamed-half+b-cache-index-shifted: call call 7a4cd88e -
rnn_backward b-tx-wrong-axis: call call 2e31aac7 -
rnn_backward b-tx-wrong-axis+b-loop-starts-beyond+b-da-t-shifted: call call 8edea611 -
rnn_backward b-tx-wrong-axis: call call 2c77149e -
rnn_backward b-int-dtype: call call 3f30dadf dWax
rnn_backward b-int-dtype: call call 3f30dadf dba
rnn_backward b-int-dtype-dx: dx values - -3.68282256 4.88319465
rnn_backward b-aliased-accumulators: call call 73bb454f dWax
rnn_backward b-aliased-accumulators: call call 3b9e6135 dWaa
rnn_backward b-dba-wrong-shape: call call d31615e5 dba
rnn_backward b-dba-wrong-shape: dba shape f4882080
rnn_backward b-dba-wrong-shape: call call e905dd1b dba
rnn_backward b-prevt-3d: call call 0d36fe80 -
rnn_backward b-prevt-wrong-2d: call call b57e4524 -
rnn_backward b-prevt-wrong-2d: call call 2abcd675 -
rnn_backward b-prevt-wrong-2d: call call b6fa914a -
rnn_backward b-prevt-ones: dx values - -10.4959812 8.51067775; da0 values - -0.929652247 0.736078147; dWax values -
    -7.70608412 5.09169626; dWaa values - 13.8558218 2.41033047; dba values - 2.31509272 4.74787119
rnn_backward b-loop-forward: dx values - -2.18451993 4.71851695; da0 values - -0.440849982 1.21570637; dWax values -
    2.21866853 8.40558294; dWaa values - 11.3474294 1.4922442; dba values - 1.34526965 1.48709148
rnn_backward b-loop-empty+b-only-da-prevt+b-prevt-multiplied: dx values - 0 0; da0 values - 0 0; dWax values - 0 0;
    dWaa values - 0 0; dba values - 0 0
rnn_backward b-loop-skips-first: dx values - -5.46628872 7.55397388; da0 values - 4.01725274 0.40986131; dWax values -
    -1.32549708 1.28596218; dWaa values - 8.29178143 -1.28139531; dba values - 8.06572719 3.0510762
rnn_backward b-return-in-loop: dx values - 0.350586017 2.66897687; da0 values - 0.179799971 1.29267493; dWax values -
    -0.344480326 -1.25196501; dWaa values - 3.12655884 2.9452673; dba values - 2.13426931 2.82905595
rnn_backward b-zeros-after-loop: dx values - 0 0; dWax values - 0 0; dWaa values - 0 0; dba values - 0 0
rnn_backward b-zeros-after-loop: call call 207fc80a -
rnn_backward b-da0-zeros: da0 values - 0 0
rnn_backward b-da0-is-da-slice: da0 values - 0.438188316 5.41075282
rnn_backward b-da0-plus-da: da0 values - -0.42943392 6.10778458
rnn_backward b-da0-accumulated: da0 values - -0.19888551 1.50000541
rnn_backward b-returns-step-grads+b-accumulate-assign+b-accumulators-reset+b-accumulate-after-loop: dWax values -
    -1.38920529 3.6038669; dWaa values - 4.92385922 1.7969338; dba values - -4.55362517 -4.5762959
rnn_backward b-returns-step-dict: dx there 87cad1c2; da0 there 6c127139; dWax values - -1.38920529 3.6038669; dWaa
    values - 4.92385922 1.7969338; dba values - -4.55362517 -4.5762959
rnn_backward b-only-da-t+b-prevt-reset-in-loop: dx values - -4.32417675 7.89422083; da0 values - 0.988605412
    1.90611203; dWax values - -0.727188195 10.6351934; dWaa values - 12.459358 4.45601937; dba values - -0.754798255
    1.96064401
rnn_backward b-prevt-never-updated: dx values - -4.32417675 7.89422083; da0 values - 0 0; dWax values - -0.727188195
    10.6351934; dWaa values - 12.459358 4.45601937; dba values - -0.754798255 1.96064401
rnn_backward b-truncated: dx values - -8.26668317 9.53286088; da0 values - 0.988605412 1.90611203; dWax values -
    -2.29776008 7.01650772; dWaa values - 12.7079586 1.16766413; dba values - 6.04278203 0.370641816
rnn_backward b-prevt-combined-wrongly: dx values - 0.572223637 4.35295409; da0 values - 2.61947118 2.79865814; dWax
    values - 1.25679328 14.3237741; dWaa values - 13.9019499 7.31865637; dba values - -12.6133621 0.760243275
rnn_backward b-prevt-combined-wrongly: dx values - -6.95848872 4.32023854; da0 values - -4.06189367 -0.575633271; dWax
    values - -6.67774993 -9.70962185; dWaa values - 14.6991104 -5.29919742; dba values - 2.34249758 -10.7464509
rnn_backward b-prevt-combined-wrongly: dx values - -2.99295311 4.14821888; da0 values - 0.0802623357 0.671210309; dWax
    values - -0.786461476 4.21735511; dWaa values - 6.37603315 1.33239594; dba values - 0.969055767 0.347046279
rnn_backward b-prevt-combined-wrongly: call call f676730d -
rnn_backward b-prevt-combined-wrongly: call call 61059dbc -
rnn_backward b-prevt-accumulated: dx values - -9.72669721 11.3935246; da0 values - 1.94070172 1.8950244; dWax values -
    2.12226194 0.827891801; dWaa values - 13.1185309 7.39601011; dba values - 7.83279938 -8.96753084
rnn_backward b-adds-da-after-call: dx values - -4.32417675 7.89422083; da0 values - 1.42679373 7.31686485; dWax values
    - -0.727188195 10.6351934; dWaa values - 12.459358 4.45601937; dba values - -0.754798255 1.96064401
rnn_backward b-adds-da-after-call: dx values - 1.53478116 -2.75913637; da0 values - 3.23277683 5.3756227; dWax values
    - 5.43710137 0.547980855; dWaa values - 4.21470634 7.86432842; dba values - 6.23617682 2.97174582
rnn_backward b-tanh-twice: dx values - -6.96790689 7.2074937; da0 values - 0.271629283 0.660964612; dWax values -
    -4.00387666 3.70292316; dWaa values - 15.4766293 1.27337901; dba values - 0.4363671 -1.00791948
rnn_backward b-waa-twice: dx values - -3.83638379 4.67268501; da0 values - -2.86187731 -0.0940522422; dWax values -
    3.87098572 16.8622699; dWaa values - 9.55591154 8.08731548; dba values - -14.3090813 -1.40120206
rnn_backward b-da-mutated: inputs inputs 58ce7929
rnn_backward b-whole-da: call call 3bbcb7c2 -
rnn_backward b-whole-da: call call aadb52e4 -
rnn_backward b-da-wrong-axis: call call c73d6b59 -
rnn_backward b-da-wrong-axis: call call 6853ba20 -
rnn_backward b-da-t-shifted: dx values - -17.5305681 10.1351405; da0 values - -0.861543573 3.19892368; dWax values -
    -25.5412715 2.58657438; dWaa values - 8.09408467 9.86077319; dba values - -0.570464501 0.281107956
rnn_backward b-da-always-last: dx values - -3.04099722 2.587172; da0 values - -0.225217718 2.04857299; dWax values -
    2.66236644 -4.3183045; dWaa values - 9.09821296 0.31332605; dba values - 6.46818092 12.3951109
rnn_backward b-seed-last-only: dx values - 0.0446744713 3.18766412; da0 values - 0.00412485129 0.0303845034; dWax
    values - -0.840601881 -0.9088613; dWaa values - 5.64906553 -0.449644692; dba values - 3.68245115 2.01504008
rnn_backward b-seed-last-and-add: dx values - -6.93576249 11.068269; da0 values - -0.863497385 0.727416274; dWax
    values - -3.55530426 3.98096778; dWaa values - 18.8647062 0.0658937979; dba values - 7.19455317 0.489820381
rnn_backward b-fixed-upstream-and-cache: dx values - -0.105408474 4.05574257; da0 values - 0.988605412 1.90611203;
    dWax values - 0.579570409 15.457119; dWaa values - 26.8154631 0.774891166; dba values - -17.6256137 -15.193556
rnn_backward b-fixed-upstream-and-cache: dx values - -10.4994078 6.05953385; da0 values - -1.77252693 1.09596006; dWax
    values - -4.57173093 10.9243312; dWaa values - 2.56705834 2.26562342; dba values - -0.285330683 -1.98557993
rnn_backward b-cache-index-fixed: dx values - -10.4994078 6.05953385; da0 values - -1.77252693 1.09596006; dWax values
    - -1.16645564 -6.81277099; dWaa values - 2.56705834 2.26562342; dba values - -0.285330683 -1.98557993
rnn_backward b-cache-index-fixed: dx values - -2.81580011 6.23069289; da0 values - -2.85104224 0.37150347; dWax values
    - 5.23745023 6.44094141; dWaa values - -3.10999181 -0.734400993; dba values - 5.44941157 1.95006774
rnn_backward b-cache-index-shifted: dx values - -6.47187566 5.5526567; da0 values - -2.00232886 0.814082932; dWax
    values - 4.1308487 5.19053573; dWaa values - -0.313354398 5.9879417; dba values - 3.56612891 -0.3583312
rnn_backward b-cache-and-da-opposite: dx values - -3.00704077 1.80865059; da0 values - -1.93613367 -0.0817891842; dWax
    values - 2.87829101 0.506891003; dWaa values - -9.40392199 -10.8563933; dba values - 0.597465891 3.02324548
rnn_backward b-cache-whole-list: call call 040f64e4 -
rnn_backward b-call-args-swapped: call call 990bc9f1 -
rnn_backward b-globals: call call d9efc949 -
rnn_backward b-globals: call call 0e020fea -
rnn_backward b-globals: call call dec0403b -
rnn_backward b-dict-unpacked-as-tuple: call call c3c99af7 -
rnn_backward b-wrong-key: call call d3705d77 dxt
rnn_backward b-wrong-key: call call 0508ac3d -
rnn_backward b-wrong-key: call call b8ba7a74 -
rnn_backward b-dx-not-stored: dx values - 0 0
rnn_backward b-dx-overwritten: dx shape 46a8fc90
rnn_backward b-dx-added-up: call call 06d0f19c dx
rnn_backward b-dx-added-up: call call 06d0f19c -
rnn_backward b-dx-wrong-axis: call call 5959fefa -
rnn_backward b-dx-wrong-axis: call call 7612b941 -
rnn_backward b-dx-reversed: dx values - 0.976475645 2.24208408
rnn_backward b-self-accumulate: dWax values - 0 0; dWaa values - 0 0; dba values - 0 0
rnn_backward b-accumulate-from-wrong-name: call call 3b9e6135 dWax
rnn_backward b-accumulate-from-wrong-name: call call 73bb454f dWaa
rnn_backward b-accumulate-assign: dWax values - -1.38920529 3.6038669
rnn_backward b-accumulate-assign: dWaa values - 4.92385922 1.7969338
rnn_backward b-accumulate-assign: dba values - -4.55362517 -4.5762959
rnn_backward b-accumulate-minus: dWax values - 2.71470238 -4.88982908; dWaa values - -13.2156406 -0.515538489; dba
    values - -3.51210202 1.5252197
rnn_backward b-mean-over-steps: dWax values - -0.542940475 0.977965816; dWaa values - 2.64312813 0.103107698; dba
    values - 0.702420405 -0.30504394
rnn_backward b-divide-by-m: dWax values - -0.452450396 0.814971514; dWaa values - 2.20260677 0.0859230815; dba values
    - 0.585350337 -0.254203283
rnn_backward b-dwaa-skips-t0: dWaa values - 8.29178143 -1.28139531
rnn_backward op-none-left-backward: da0 there c6341c57
rnn_backward op-none-left-backward: call call dfa63610 -
rnn_backward op-none-left-backward: call call 9b4dd917 -
rnn_backward op-signature-changed: call call cb7157f5 -
rnn_backward op-signature-changed: call call 89ef4554 -
rnn_backward op-signature-changed: call call 656ee9d8 -
"""

HINTS = """
cf-global-params
    Restart the kernel and run only the imports and this cell. Which name is not defined now, and through which
    argument do weights and biases come in?
cf-biases-swapped
    A bias has as many rows as the thing that it is added to. How many rows are there in the mixture inside the tanh,
    how many in the scores before the softmax, and how many in each bias?
cf-waa-wax-swapped
    Read a name like Wax from right to left: from what, to what? What does each of your two matrices multiply in the
    line of the next state?
cf-waa-wax-swapped+cf-wax-transposed
    In the line of the next state two matrices each meet an array. Write the two shapes under each product: do the
    sizes that meet inside it agree?
cf-wax-transposed
    Wax is (n_a, n_x) and xt is (n_x, m). Which two sizes meet inside a product of matrices, and which two meet in
    yours?
cf-waa-transposed
    Waa is square, so its shape can't tell you which way round it belongs. Hold your line against the formula of the
    next state, sign by sign: what is done to Waa there?
cf-product-order
    In a product of matrices the columns of the left factor meet the rows of the right one. Write down the shapes of
    your two factors side by side: do the inner sizes agree?
cf-elementwise-product
    A product of matrices mixes the rows of a column. Which numpy operator does that, which one multiplies entry by
    entry, and which of the two stands in your line?
cf-missing-state-term
    Keep xt as it is and change a_prev. Does your a_next change? What lets this network remember?
cf-missing-input-term
    Keep a_prev as it is and change xt. Does your a_next change? How many terms are there inside the tanh of the
    formula, and how many in yours?
cf-missing-ba
    Suppose a_prev and xt are all zeros. What is left inside the tanh of the formula, and what inside yours?
cf-tanh-paren-early
    A state lies between −1 and 1. Can yours leave that range? Which terms does your tanh enclose, and which come
    after its closing bracket?
cf-tanh-each-term
    How often does the formula squash on the way to the next state, before the terms are added or after? And how often
    does your line?
cf-missing-tanh
    How large can an entry of your a_next become? What keeps a state between −1 and 1 in the formula?
cf-sigmoid-for-tanh
    Between which two numbers do the entries of your a_next lie, and can one of them be negative? Which function
    squashes the mixture in the formula?
cf-ba-flattened
    numpy lines shapes up from the last axis. When a bias has a single axis, which axis of the array that it is added
    to does it meet: the rows, or the examples?
cf-params-mutated
    With += numpy writes the sum into the array on its left. What shape does that array have, and should it be another
    one after your function has run?
cf-yt-from-a-prev
    This step knows two states. In the figure, from which of them does the way to the prediction begin, and which of
    them is in your line?
cf-yt-uses-waa
    A prediction has n_y rows. Which of the three matrices turns the n_a numbers of a state into n_y numbers, and
    which one is in your line?
cf-wya-transposed
    Wya is (n_y, n_a) and a state is (n_a, m). Which two sizes meet inside a product of matrices, and which two meet
    in yours?
cf-missing-by
    Suppose the state were all zeros. What would the prediction of the formula still depend on, and what would yours
    depend on?
cf-softmax-before-bias
    What do the columns of your prediction sum to? What does your line still do after the softmax has made them
    probabilities?
cf-missing-softmax
    What should each column of a prediction sum to, and what do yours sum to? What does the formula do with the
    scores?
cf-yt-squashed
    Raise one score of a column. In a distribution the other outputs must fall: do they in yours? Which function looks
    at a whole column at once?
cf-softmax-no-axis
    Sum one column of your prediction, then sum all of it. Which of the two is 1, and which should be? What does your
    denominator add up?
cf-softmax-axis-1
    Should the prediction for one example depend on the other examples? Sum yours along each of its two axes: which
    sums are 1, and which should be?
cf-softmax-no-exp
    A score may be negative, a probability may not. What does a softmax do to every score before it divides by a sum?
cf-float32
    numpy's own floats carry about sixteen digits, and yours agree in about seven. Print the dtype of your results:
    where in your code does it change?
cf-cache-order-swapped
    The order of the cache is a contract with rnn_cell_backward, which knows its entries by position alone. Compare
    your four entries with the docstring, one by one: which two have changed places?
cf-cache-missing-parameters
    The way back multiplies with the weights again. Where would rnn_cell_backward get them from, if all it knows of
    this step is your cache?
cf-cache-too-long
    rnn_cell_backward takes the cache apart in one line, by position. How many entries does the docstring list, and
    how many do you put in?
cf-no-return
    What does a Python function give its caller when it ends without a return, even if it has computed or printed
    everything?
cf-return-two
    rnn_forward takes three things from every call. Which three does the docstring list, and which of them does your
    last line hand over?
cf-return-order
    The caller knows your results by their position only. Print the shape of the first one that you return: which
    entry of the docstring's list has that shape?
op-none-left
    Search this cell for the word None. Which name still has it as its value, and which step should replace it?
f-tx-wrong-axis+f-store-wrong-axis
    On the failing line, print the shape of the slot and of what goes into it. Which axis does t pick from, and which
    axis of x counts the time steps?
f-tx-wrong-axis
    Print the sizes that you take from x, each with its name. Which axis of x counts inputs, which examples, which
    time steps?
f-ny-na-swapped
    Wya makes a prediction out of a state. Which of the two does the number of its rows count, and which the number of
    its columns?
f-zeros-no-tuple
    np.zeros takes the whole shape as its first argument, and the type of the entries as its second. What stands
    second in your call?
f-a-wrong-rows
    A state has a row for each hidden unit. How many rows does the array a have that you allocate for the states, and
    what do these rows count?
f-y-wrong-rows+f-a-y-chained+f-unpack-swapped
    States have n_a rows, predictions n_y. On the failing line, print the shape of the slot and of what goes into it:
    which of the two is not what its name says?
f-y-wrong-rows
    A prediction has a row for each output. Print the shape of your y_pred before the loop: how many rows does it
    have, and where does that number come from?
f-int-dtype
    Print the dtype of your arrays a and y_pred. What is left of a state of 0.73 when it is put into an array of that
    type?
f-a0-ignored-zeros+f-a-prev-from-a-t-minus-1
    Print the state that your call gets at t = 0, beside a0. Are they equal? Where does yours come from?
f-loop-from-one
    What is t in the first pass of your loop? What is left in the first slot of a and of y_pred?
f-loop-stops-early
    What is t in the last pass of your loop? What is left in the last slot of a and of y_pred?
f-loop-one-long+f-x-shifted
    On an axis of length T_x, which index is the last one? Print the index that you use on x in every pass.
f-loop-no-range
    T_x is a single whole number. What kind of thing does a for loop run over, and how do you make one from a number?
f-loop-backward
    A state can only know what came before it. Which time step does your loop take first, and which state does that
    step begin from?
f-whole-x+f-x-first-axis
    A step sees the inputs of one moment, of shape (n_x, m). Print the shape of what you pass to rnn_cell_forward:
    which axis of x counts time?
f-x-middle-axis
    Print the shape of the slice of x that you pass. Which of n_x, m and T_x did your index take away, and which
    should it take away?
f-x-reshape-not-slice
    Does reshape turn the axes of an array, or does it deal out its numbers in a new pattern? Look for one entry of x
    in your slice: where has it gone?
f-x-step-fixed
    Which parts of your call are the same at every step, and which change with t? Does the sequence get a say at every
    step?
f-x-shifted
    Which moment's input meets the call for step t? Print the index that you use on x, at the first step and at the
    last.
f-a-prev-from-a-t
    Print the state that your call gets, at each t. Has anything been put into the slot that you read it from, at that
    moment?
f-a0-every-step
    Your first step is right, the later ones are not. Which state should the second step begin from, and which one
    does it get from you?
f-wrong-arg-name
    xt and a_prev are what rnn_cell_forward calls its arguments. By which names does rnn_forward know the input of
    step t and the state before it?
f-args-swapped
    Read the def line of rnn_cell_forward from left to right. In which order does it take its three arguments, and in
    which order do you pass them?
f-unpack-two
    How many values does rnn_cell_forward return, and how many names stand on the left of your call?
f-a-not-assigned
    You allocated a with zeros, and zeros are still in it. Which line of your loop writes into a?
f-a-overwritten
    Print the shape of a before the loop and after its first pass. Do you put a state into a slot of a, or give the
    name a to something else?
f-a-stored-before-update
    Compare the first slot of your a with a0. When your loop stores a state, has the step that it belongs to been
    taken?
f-a-with-a0-slot
    How many states does the docstring promise in a? Is the state before the first step one of them, and in which slot
    should the state after it stand?
f-y-not-assigned
    You allocated y_pred with zeros, and zeros are still in it. Which line of your loop writes into y_pred?
f-y-overwritten
    Print the shape of y_pred before the loop and after its first pass. Do you put a prediction into a slot of y_pred,
    or give the name y_pred to something else?
f-store-wrong-axis
    A slot must have the shape of what is put into it. Print the shape of the slot that you write to: from which axis
    did t pick it, and which axis counts time?
f-return-in-loop
    How many passes does your loop make before the function ends? How far is its return indented?
f-caches-not-appended
    How long is your list of caches after the loop? Which line of the loop makes it longer?
f-caches-append-after-loop+f-caches-reset-in-loop
    Of T_x caches yours keeps only the last one. Which of your lines about caches run once, and which run in every
    pass of the loop?
f-caches-append-none
    Print the first entry of your list of caches. Which name holds the cache of a step, and what do you put into the
    list?
f-caches-append-wrong-thing
    Each entry of the list is later handed to rnn_cell_backward as it is. What does that function expect as its cache,
    and what does an entry of yours look like?
f-cached-a-prev-wrong
    The second entry of a cache is the state that its step began from. At t = 2, is yours the state after step 1? Who
    has already put the right tuple together?
f-cached-a-prev-wrong+f-a-next-view-of-a
    The second entry of a cache is the state that its step began from. After your loop, print it for every step beside
    that state: what does it show?
f-a0-overwritten-inplace
    Is a0 the same after your function as before? What does your loop write into, and who else holds that same array?
f-caches-append-assigned
    append changes the list that it is called on. What does it return, and what is the name caches bound to after your
    line has run once?
f-caches-overwritten
    What is your caches when the loop is over: a list with an entry for each step, or the cache of a single step?
f-caches-index-assign
    How long is your list at t = 0, and which places does it have then? How does a list get a new place?
f-caches-extend
    A cache is a tuple of four. How long is your list after one step, and what is its first entry: a cache, or a part
    of one?
f-caches-stale+f-caches-stale-reversed
    rnn_backward will look for the cache of step t at place t of your list. Whose cache stands at place 0, and at the
    last place?
f-caches-tuple-in-loop
    What is the name caches bound to at the end of the first pass of your loop, a list or a pair? How often should the
    pair be made?
f-caches-tuple-wrong
    caches is a pair, and rnn_backward goes by position. Which part does the docstring name first, and which one is
    first in yours?
f-caches-tuple-one-step
    The second part of caches is the input, as it came in. Compare its shape with the shape of what you put there:
    which array is yours?
f-caches-tuple-none
    What does the docstring promise as the third result, and how many parts does it have? Which part is missing in
    what you return?
op-none-left-forward
    Search this cell for the word None. Which name still has it as its value, and which step should replace it?
op-numpy-version
    The error names something that numpy does not have. Print np.__version__: was the page that you have it from
    written for an older one? Do you need that argument at all?
cb-unpack-swapped
    Two entries of the cache have the same shape, so no error can tell them apart. In which order did rnn_cell_forward
    pack them, and in which order do you take them out?
cb-unpack-swapped-input+cb-dwax-dwaa-swapped
    Your dWax has the shape of Waa, and your dWaa that of Wax. Which array did each weight meet on the way forward,
    and which one does its gradient meet in your lines?
cb-weights-not-fetched
    Restart the kernel and run only the imports and this cell. Which name is not defined now, and which entry of the
    cache holds what it should mean?
cb-includes-output-layer
    da_next is the gradient with respect to the state. Has the way through the prediction already been walked when it
    arrives here, or is it still ahead?
cb-dtanh-missing-da-next
    Double da_next: every gradient should double. Do yours? At which place does the chain rule bring in what arrives
    from later?
cb-dtanh-times-a-next
    Double da_next: every gradient should double. Do yours? One letter makes the name of a state that of its gradient:
    which names stand in your line?
cb-dtanh-added
    Try da_next all zeros: what should your gradients be, and what are they? What does the chain rule do with the
    slopes along one way?
cb-da-next-mutated
    Your gradients are right, but is da_next the same after the call as before? Which operator writes into an array
    that exists already, and which one makes a new array?
cb-dtanh-is-da-next
    When a state is close to 1, how much can a small change of the mixture still move it? And how much of the gradient
    does your line let through there?
cb-dtanh-uses-a-prev
    The slope is needed at the place where this step's tanh has been. Which of the two states in the cache came out of
    that tanh, and which one is in your line?
cb-dtanh-uses-da-next
    Double da_next: every gradient should double. Do yours? How steep the tanh is was settled on the way forward:
    which array in the cache knows?
cb-dtanh-double-tanh
    Is the state in the cache the value before the tanh, or the one after? How many times has tanh been applied when
    your slope is computed?
cb-dtanh-no-bias-recomputed
    You compute the state of this step a second time. Is it equal to the one in the cache? What stands inside your
    tanh, and what inside that of the formula?
cb-dtanh-no-square
    tanh is equally steep where the state is 0.5 and where it is −0.5. What does your factor give at these two, and
    what does the factor of the formula give?
cb-dtanh-square-of-difference
    tanh is equally steep where the state is 0.5 and where it is −0.5. What does your factor give at these two? What
    exactly does your power of 2 apply to?
cb-dtanh-plus-square
    tanh is steepest in the middle, and nearly flat where the state is close to 1. What does your factor give at 0,
    and what close to 1?
cb-dtanh-sign
    tanh rises everywhere, so its slope is nowhere negative. Which sign does your factor have?
cb-dtanh-square-only
    Where the state is 0, tanh is at its steepest; close to 1 it is nearly flat. What does your factor give at these
    two places?
cb-dtanh-sigmoid-form
    Where the state is 0, tanh is at its steepest. What does your factor give there? Which squashing function has a
    slope of this form?
cb-dtanh-second-derivative
    Where the state is 0, tanh is at its steepest. What does your factor give there? How many times has a derivative
    been taken on the way to it?
cb-dtanh-inverse
    Where the state is close to 1, tanh is nearly flat. Should more of the gradient pass there than in the middle, or
    less? Which of the two does your line do?
cb-dtanh-precedence
    Try da_next all zeros: what should your gradients be, and what are they? In which order does Python work out the
    operators of your line?
cb-dtanh-caret
    What does 3 ^ 2 give in a cell of its own? Which operator raises to a power in Python?
cb-dtanh-matmul
    tanh acts on every entry alone. Can the slope of one entry change the gradient of another? Which kind of product
    keeps entries apart, and which kind mixes them?
cb-weights-swapped
    A gradient has the shape of its own thing: are your dxt and da_prev shaped like xt and a_prev? Which weight did
    each of these two meet on the way forward?
cb-product-elementwise
    Each number in xt and a_prev acts on every unit, so its gradient collects from all of them. Which numpy operator
    adds up over the units, and which one multiplies entry by entry?
cb-dxt-wax-not-transposed
    dz has a row for each unit, dxt needs one for each input. In which direction does Wax lead as it stands, and in
    which do you need it?
cb-dxt-order
    dxt needs the shape of xt, with the examples in its columns. Write down the shapes of your two factors: which one
    brings the examples, and on which side must it stand?
cb-dxt-skips-dtanh
    On its way to the next state xt met a matrix and then a tanh. Which of these two has your dxt not gone back
    through?
cb-da-prev-waa-not-transposed
    Forward, Waa sends a number from one unit to another: in which direction must it send the gradient? Waa is square,
    so no shape can warn you; compare with the formula.
cb-da-prev-order
    da_prev needs the shape of a_prev, with the examples in its columns. Write down the shapes of your two factors:
    which one brings the examples, and on which side must it stand?
cb-da-prev-is-dtanh
    What was a_prev multiplied with on its way into the mixture? Where does your da_prev go back through that?
cb-da-prev-skips-dtanh
    On its way to the next state a_prev met a matrix and then a tanh. Which of these two has your da_prev not gone
    back through?
cb-da-prev-through-tanh-again
    How many times does the gradient pass a tanh in your da_prev? How many lie between a_prev and a_next, and which
    call takes care of the one that a_prev came out of?
cb-da-prev-plus-da-next
    da_next is about the state after this step. Which ways lead from a_prev to that state, and does any of them go
    round the tanh?
cb-dwax-order
    Every example has its part in dWax, and the product adds these parts up. Along which axis must the two factors
    meet for that, and which sizes meet in yours?
cb-dwax-transposed-result
    A gradient has the shape of its own thing. What does a row of Wax stand for, and what does a row of your dWax
    stand for?
cb-dwaa-order
    Every example has its part in dWaa, and the product adds these parts up. Along which axis must the two factors
    meet for that, and which sizes meet in yours?
cb-dwaa-transposed
    Look for the expected entry at the mirrored place of your dWaa. A row of Waa belongs to the unit that receives: to
    which unit does a row of yours belong?
cb-dwaa-uses-a-next
    Two states are in the cache. Which of them did Waa multiply on the way forward, and which of them is in your dWaa?
cb-dwaa-elementwise
    A weight joins two units, in every example. How many numbers does Waa hold, how many does your dWaa hold, and
    which kind of product pairs all units and adds up the examples?
cb-weights-skip-dtanh
    Weights and bias act inside the tanh. Which gradient belongs inside it, which one is still outside, and which of
    the two is in the line of the wrong output?
cb-dba-not-summed
    One bias was added to the columns of all examples. What has to happen to the parts that come back along these
    columns, so that dba gets the shape of ba?
cb-dba-no-keepdims
    How many axes does ba have, and how many does your dba have? What does np.sum do with the axis that it sums over,
    unless it is told otherwise?
cb-dba-no-axis
    How many biases does the state have, and how many numbers are there in your dba? Which axis may be summed away,
    and which must stay?
cb-dba-axis-0
    Which axis of dz counts units, and which one counts examples? Are there as many numbers in your dba as biases, or
    as many as examples?
cb-dba-row
    The numbers in your dba are the right ones. Compare its shape with that of ba: in which direction do the units run
    in each?
cb-dba-mean
    Divide the expected entry by yours. Which size of the test is that number? Does this section leave the division to
    your function, or to the loss?
cb-divide-by-m
    Divide the expected entry by yours. Which size of the test is that number? Does this section leave the division to
    your function, or to the loss?
cb-key-or-return
    rnn_backward asks your dict for its entries by name. Which of its keys differs from the names in the docstring?
cb-return-tuple
    rnn_backward asks for the gradients by name. Which kind of container has names for its entries, and which kind do
    you return?
op-none-left-cell-backward
    Search this cell for the word None. Which name still has it as its value, and which step should replace it?
op-signature-changed-cell-backward
    The test calls your function with two arguments. How many does your def line name, and what is already contained
    in the second one?
b-caches-not-unpacked+b-caches-unpack-swapped
    rnn_forward returned caches as a pair of a list and x. On the line that stops, print the type and the length of
    what you take apart: is it the cache of one step?
b-caches-renamed-half+b-cache-index-shifted
    On the failing line, print the two things that rnn_cell_backward gets, and the length of what you index. Are they
    the gradient and the cache of step t, in this order?
b-tx-wrong-axis
    Print the sizes that you take from da, each with its name, and t before the line that stops. Which axis of da
    counts units, which examples, which time steps?
b-tx-wrong-axis+b-loop-starts-beyond+b-da-t-shifted
    On an axis of length T_x, which index is the last one? Print T_x, and the index that you use on da in the first
    pass.
b-int-dtype
    Print the dtype of the array on the left of += in the line that stops. Can it hold what you add to it?
b-int-dtype-dx
    Print a few entries of your dx: what do they all have in common? And what is the dtype of dx?
b-aliased-accumulators
    How many arrays does your line make, and how many names does it give them? If you add something to the one name,
    what happens to the other?
b-dba-wrong-shape
    What shape does ba have, and with what shape do you allocate dba? What does numpy make of a sum of two shapes that
    differ?
b-prevt-3d
    How many steps does da_prevt speak of at any one moment? What shape does rnn_cell_backward ask for as da_next, and
    what shape does yours have?
b-prevt-wrong-2d
    da_prevt is the gradient of a state. What shape does a state have, and what shape does your da_prevt have before
    the loop?
b-prevt-ones
    Which later step hands a gradient back to the last one? What should da_prevt be before the loop, then?
b-loop-forward
    What a later step hands back is known only once that step has been taken back. In which order does your loop take
    the steps?
b-loop-empty+b-only-da-prevt+b-prevt-multiplied
    Everything is zero, as if the loss had said nothing. What arrives from it at step t is da[:, :, t]. Follow that
    through every pass of your loop: what is left of it in your call?
b-loop-skips-first
    Which slot of your dx is still zero? What is t in the last pass of your loop, and what should it be?
b-return-in-loop
    How many slots of your dx are filled? How many passes does your loop make before the function ends, and how far is
    its return indented?
b-zeros-after-loop
    In which order do these lines run: the loop that fills dx and adds up the others, and the lines that allocate them
    with zeros?
b-da0-zeros
    You allocated da0 with zeros, and zeros are still in it. Which line gives it another value, and which name stands
    on the left there?
b-da0-is-da-slice
    Which state does da[:, :, 0] belong to: a0, or the state after the first step? What carries the gradient back from
    there to a0?
b-da0-plus-da
    The loss looks at every prediction. Is one of them made from a0 directly? Which state does da[:, :, 0] belong to?
b-da0-accumulated
    The weights are used at every step, so their gradients are sums. At how many steps is a0 used, and how many
    gradients should da0 collect?
b-returns-step-grads+b-accumulate-assign+b-accumulators-reset+b-accumulate-after-loop
    The same weights work at every step, so each step has a share in their gradients. How many of these shares are in
    the arrays that you return?
b-returns-step-dict
    Which dict do you return: the one that the cell gave you for a single step, or one with what you have collected
    from all of them?
b-only-da-t+b-prevt-reset-in-loop
    Your dx is right at the last step and at no other. What arrives at the other steps from the step after them? Print
    it just before your call, in every pass.
b-prevt-never-updated
    Print da_prevt in every pass of your loop. Which entry of the cell's dict should turn up in it, and which line
    puts it there?
b-truncated
    Your dx is right at the last two steps only. What is handed to the step before: the answer to all that arrived
    here, or to a part of it?
b-prevt-combined-wrongly
    A state acts on the loss in two ways. What does the chain rule do with the gradients of two ways that meet, and
    what does your line do with them?
b-prevt-accumulated
    Your dx is right at the last two steps only. What is in the answer of a later step: its own part, or all that has
    arrived there? Is it counted once?
b-adds-da-after-call
    Two gradients meet at step t. In which line of your loop do they come together, and is that before or after the
    cell of step t is called?
b-tanh-twice
    What does rnn_cell_backward do with its da_next first? How many times does your gradient go back through the tanh
    of one step?
b-waa-twice
    What has rnn_cell_backward already done to da_prev when it returns it? How many times does your gradient go back
    through Waa for each step?
b-da-mutated
    Your gradients are right, but is da the same after the call as before? Which operator writes into an array that
    exists already, and which one makes a new array?
b-whole-da
    A step asks for the gradient of one state. How many axes does da_next have in the docstring of rnn_cell_backward,
    and how many does the array have that you pass?
b-da-wrong-axis
    The shape of da is (n_a, m, T_x). Which of these axes does your index t pick from, and which one counts time?
b-da-t-shifted
    The gradient and the cache that you hand to the cell must belong to the same step. At t = 0 and at the last t,
    which step's gradient is yours?
b-da-always-last
    Your dx is right at the last step and at no other. Which parts of your call change with t, and which are the same
    at every step?
b-seed-last-only
    Your dx is right at the last step and at no other. The loss looks at the prediction of every step: what becomes of
    its gradient at the earlier ones?
b-seed-last-and-add
    Print the two parts that you add, at the last step. What can come back to that step from later ones, and what is
    your da_prevt there?
b-fixed-upstream-and-cache
    a1 and a0 came out of the first cache. Which states went in and out at step 2, and where have they been kept for
    you?
b-cache-index-fixed
    Each step needs what was kept when it was taken forward. Which parts of your call change with t, and which stay
    the same?
b-cache-index-shifted
    The gradient and the cache that you hand to the cell must belong to the same step. At t = 0 and at the last t,
    which step's cache is yours?
b-cache-and-da-opposite
    In the first pass of your loop, which step does the gradient belong to that you hand to the cell, and which step
    does its cache belong to?
b-cache-whole-list
    rnn_cell_backward takes four things out of its second argument. How many things are in yours, and what is each of
    them?
b-call-args-swapped
    Read the def line of rnn_cell_backward from left to right. In which order does it take its two arguments, and in
    which order do you pass them?
b-globals
    Restart the kernel and run only the imports and the function cells. Which name is not defined now, and which
    argument brings what you need?
b-dict-unpacked-as-tuple
    Print dxt right after you have got it. What does a dict give when it is taken apart like a tuple, and how do you
    ask it for a value?
b-wrong-key
    The name in the error is the key that you asked for. Which keys does the dict have that rnn_cell_backward returns,
    letter by letter?
b-dx-not-stored
    You allocated dx with zeros, and zeros are still in it. Which line of your loop writes into dx?
b-dx-overwritten
    Print the shape of dx before the loop and after its first pass. Do you put a gradient into a slot of dx, or give
    the name dx to something else?
b-dx-added-up
    All steps share the weights. Do they share an input too? Then where should the gradient of each step's input go:
    into one sum, or into a place of its own?
b-dx-wrong-axis
    The shape of dx is (n_x, m, T_x). From which axis does your index t pick the slot that you write to, and which
    axis counts time?
b-dx-reversed
    In the first pass of your loop, which time step does the cell take back, and into which slot of dx do you put what
    it returns?
b-self-accumulate
    What is zero plus zero? In the lines that add up, which name holds the share of this step, and which one holds the
    sum so far?
b-accumulate-from-wrong-name
    On the line that stops, print the shape of the sum and the shape of what you add to it. Which weight does each of
    the two belong to?
b-accumulate-assign
    The same weights work at every step, so each step has a share in their gradients. How many of these shares are in
    what you return, and what becomes of the others?
b-accumulate-minus
    What is the sign of your sums, and of the expected ones? Does this function move the weights, or does it only say
    how the loss changes with them?
b-mean-over-steps
    Divide the expected entry by yours. Which size of the test is that number? When a weight acts on the loss in
    several ways, what does the chain rule do with them?
b-divide-by-m
    Divide the expected entry by yours. Which size of the test is that number? Whose affair is it whether the loss is
    a sum or a mean over the examples?
b-dwaa-skips-t0
    At which steps does Waa work on the way forward? What does it multiply at the first one, and is that always zero?
op-none-left-backward
    Search this cell for the word None. Which name still has it as its value, and which step should replace it?
op-signature-changed
    The test calls your function with two arguments. How many does your def line name, and what do these two already
    contain?
"""
